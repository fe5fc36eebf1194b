/** The innermost frame of a stack that is neither tfjs's, nor the tracer's, nor Node's: `model.ts:12:5`. */
export function callerFrame(stack: string | undefined): string | undefined {
  for (const line of stack?.split('\n').slice(1) ?? []) {
    if (/node_modules|node:|tensor-program\/(src|dist)\/trace/.test(line)) continue;
    const place = /\(?((?:file:\/\/)?[^\s()]+:\d+:\d+)\)?$/.exec(line)?.[1];
    if (place) return place.replace(/^file:\/\//, '');
  }
  return undefined;
}
