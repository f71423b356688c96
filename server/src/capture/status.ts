/** What the recorder tells while it works. Never holds anything secret. */
export type RecordStatus =
  | { readonly state: 'connecting' }
  | { readonly state: 'recording'; readonly bytes: number }
  | { readonly state: 'lost'; readonly reason: string; readonly retryMs: number }
  | { readonly state: 'ended'; readonly reason: string; readonly bytes: number };
