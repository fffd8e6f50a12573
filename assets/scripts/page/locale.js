// The page's language as the reader's browser writes it: en-GB where that is what they chose, not en-US.
export function locale() {
  const { lang } = document.documentElement;
  return navigator.languages.find((each) => each === lang || each.startsWith(`${lang}-`)) ?? lang;
}
