/** One thing about this machine or this installation. */
export interface Finding {
  readonly name: string;
  readonly value: string;
  /** False only where something must be mended: a missing part that has a substitute is good. */
  readonly good: boolean;
  /** What to do about it. */
  readonly advice?: string;
  /** The numbers and names in `value`, for programs. */
  readonly data?: Readonly<Record<string, number | string | null>>;
}

export const good = (name: string, value: string, data?: Finding["data"]): Finding => ({
  name,
  value,
  good: true,
  ...(data && { data }),
});
