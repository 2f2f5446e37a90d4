/** Pieces of memory of one size, which are used again: what is made anew has to be collected, and touched for the first time. */
export interface Memories {
  /** Whatever is in it. */
  take(): Buffer<ArrayBuffer>;
  /** Says that nobody looks at a piece any more, given it or a part of it. Of another size it is none. */
  give(memory: Uint8Array): void;
  /** Lets go of those that nobody has. */
  clear(): void;
}

export function createMemories(size: number): Memories {
  const idle: ArrayBuffer[] = [];
  return {
    take: () => {
      const found = idle.pop();
      return found ? Buffer.from(found) : Buffer.allocUnsafeSlow(size);
    },
    give: ({ buffer }) => {
      if (buffer.byteLength === size) idle.push(buffer as ArrayBuffer);
    },
    clear: () => {
      for (const memory of idle.splice(0)) memory.transfer(0);
    },
  };
}
