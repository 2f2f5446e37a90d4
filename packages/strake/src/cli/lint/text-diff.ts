/** A unified diff. */
export async function textDiff(file: string, before: string, after: string): Promise<string> {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  const name = file === '-' ? 'stdin' : file;
  return createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, '', '', { headerOptions: FILE_HEADERS_ONLY });
}
