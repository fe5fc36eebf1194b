/** Tabs as the ARIA pattern has them: arrows move, the chosen panel alone is shown. */
export function wireTabs(list: HTMLElement, chosen: (panel: string) => void): (panel: string) => void {
  const tabs = [...list.querySelectorAll<HTMLElement>('[role=tab]')];
  const panelOf = (tab: HTMLElement) => tab.getAttribute('aria-controls')!;
  const choose = (panel: string) => {
    for (const tab of tabs) {
      const selected = panelOf(tab) === panel;
      tab.setAttribute('aria-selected', String(selected));
      tab.tabIndex = selected ? 0 : -1;
      const shown = document.getElementById(panelOf(tab))!;
      shown.hidden = !selected;
      // It scrolls, by keys too.
      shown.tabIndex = 0;
    }
    chosen(panel);
  };
  for (const [i, tab] of tabs.entries()) {
    tab.onclick = () => choose(panelOf(tab));
    tab.onkeydown = ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (step === undefined) return;
      const next = tabs[(i + step + tabs.length) % tabs.length]!;
      choose(panelOf(next));
      next.focus();
    };
  }
  return choose;
}
