// Which language a text is in: what its page says, else what this browser hears in it, on this device.
const SURE = 0.6; // of 1

export const here = document.documentElement.lang;
export const base = (tag) => tag.toLowerCase().split(/[-_]/)[0];

let detector;
// `fetching`: somebody has asked for it, so that the browser may fetch what it needs first.
export const heard = async (text, fetching = false) => {
  const { LanguageDetector } = globalThis;
  if (!LanguageDetector || (!fetching && await LanguageDetector.availability() !== "available")) return "";
  detector ??= await LanguageDetector.create();
  const [best] = await detector.detect(text);
  return best?.confidence >= SURE && best.detectedLanguage !== "und" ? best.detectedLanguage : "";
};
export const tongueOf = async (text) => text.lang || await heard(text.textContent).catch(() => "");
