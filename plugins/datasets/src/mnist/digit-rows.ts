/** How many digits come with infomin; a page brings fewer, and has another module in the place of this one. */
export const digitRows = { train: 60_000, test: 10_000 };
