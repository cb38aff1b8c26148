/** Owns the errors of JSON-RPC 2.0 (section 5.1), with which a question is turned down. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;
  /** What a reverted call returned. */
  readonly data: string | undefined;

  constructor(code: number, message: string, data?: string) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
