/** Operating system and CPU an image is for (OCI image spec, image-index.md), in Go's names. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  /** E.g. `v7` of arm. Absent for arm64 v8 and amd64 v1, as containerd normalises. */
  readonly variant?: string;
  readonly osVersion?: string;
}
