import protobuf from 'protobufjs';

/** The part of TensorBoard's formats that is written here: event.proto, summary.proto, and the hparams plugin's. */
const { root } = protobuf.parse(
  `syntax = "proto3";
message Event {
  double wall_time = 1;
  int64 step = 2;
  oneof what { string file_version = 3; Summary summary = 5; SessionLog session_log = 7; }
}
message SessionLog { int32 status = 1; }
message Summary { repeated SummaryValue value = 1; }
message SummaryValue {
  string tag = 1;
  SummaryMetadata metadata = 9;
  oneof value { float simple_value = 2; Image image = 4; Tensor tensor = 8; }
}
message Image { int32 height = 1; int32 width = 2; int32 colorspace = 3; bytes encoded_image_string = 4; }
message Tensor { int32 dtype = 1; TensorShape tensor_shape = 2; }
message TensorShape {}
message SummaryMetadata { PluginData plugin_data = 1; }
message PluginData { string plugin_name = 1; bytes content = 2; }
message HParams {
  int32 version = 1;
  oneof data { SessionStart session_start_info = 3; SessionEnd session_end_info = 4; }
}
message SessionStart { map<string, Value> hparams = 1; string group_name = 4; double start_time_secs = 5; }
message SessionEnd { int32 status = 1; double end_time_secs = 2; }
message Value { oneof kind { double number_value = 2; string string_value = 3; bool bool_value = 4; } }`,
  { keepCase: true },
);
const Event = root.lookupType('Event');
const HParams = root.lookupType('HParams');

/** A value of a summary. */
export type SummaryValue =
  | { readonly tag: string; readonly simple_value: number }
  | { readonly tag: string; readonly image: EventImage }
  | { readonly tag: string; readonly metadata: unknown; readonly tensor: unknown };

interface EventImage {
  readonly height: number;
  readonly width: number;
  /** Channels: 3 is RGB. */
  readonly colorspace: number;
  /** A PNG. */
  readonly encoded_image_string: Uint8Array;
}

/** A record of an event file. */
export interface EventRecord {
  /** Seconds since 1970. */
  readonly wall_time: number;
  readonly step?: number;
  readonly file_version?: string;
  readonly summary?: { readonly value: readonly SummaryValue[] };
  readonly session_log?: { readonly status: number };
}

export function encodeEvent(event: EventRecord): Uint8Array {
  return Event.encode(Event.fromObject(event)).finish();
}

export function decodeEvent(bytes: Uint8Array): EventRecord {
  return Event.toObject(Event.decode(bytes), { longs: Number, defaults: false }) as EventRecord;
}

/** What the first record of a file says. */
export const FILE_VERSION = 'brain.Event:2';
/** A session's start: readers drop what earlier files hold of its steps. */
export const SESSION_START = { status: 1 };

/** The settings that a session was started with. Those with one `group` are a setting's repetitions. */
export function sessionStart(
  hparams: Readonly<Record<string, number | string | boolean>>,
  group: string,
  seconds: number,
): SummaryValue {
  const values = Object.entries(hparams).map(([name, value]) => [name, { [`${typeof value}_value`]: value }]);
  return hparamsValue('session_start_info', {
    hparams: Object.fromEntries(values),
    group_name: group,
    start_time_secs: seconds,
  });
}

export function sessionEnd(done: boolean, seconds: number): SummaryValue {
  return hparamsValue('session_end_info', { status: done ? 1 : 2, end_time_secs: seconds });
}

function hparamsValue(name: string, data: object): SummaryValue {
  const content = HParams.encode(HParams.fromObject({ [name]: data })).finish();
  return {
    tag: `_hparams_/${name}`,
    metadata: { plugin_data: { plugin_name: 'hparams', content } },
    tensor: { dtype: 1, tensor_shape: {} },
  };
}
