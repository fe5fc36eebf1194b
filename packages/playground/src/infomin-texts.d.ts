declare module '*.infomin' {
  const text: string;
  export default text;
}
