import { OciError } from '../error.ts';

const NAME = /^[A-Za-z0-9_:-][A-Za-z0-9_.:-]{0,199}$/;

/** The one check that every kind and key of a record passes. At most 200 characters. Throws `RECORD_NAME_INVALID`. */
export function checkRecordName(name: string): string {
  if (NAME.test(name)) return name;
  throw new OciError('RECORD_NAME_INVALID', `no name of a record: ${JSON.stringify(name.slice(0, 220))}`);
}
