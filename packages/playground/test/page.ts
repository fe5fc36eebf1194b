import type { Page } from 'playwright-core';

/** What stands in the editor. */
export const textOf = (of: Page) =>
  of.evaluate(() => [...document.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n'));

/** Moves the slider of a parameter. */
export const slide = (of: Page, param: string, value: string) =>
  of.locator(`#set-${param}`).evaluate((control: HTMLInputElement, to) => {
    control.value = to;
    control.dispatchEvent(new Event('input', { bubbles: true }));
  }, value);
