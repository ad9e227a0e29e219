// Until the school has said which time zone it is in, the one of this browser is a better guess than the server's.
const zone = document.querySelector("select[data-zone]");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (zone && [...zone.options].some((option) => option.value === here)) {
  zone.value = here;
}
