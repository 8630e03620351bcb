// Says so on the page when a passkey does not work; allauth's own script only writes it to the console.
"use strict";
document.addEventListener("allauth.error", () => {
  const notice = document.getElementById("passkey-error");
  if (notice) notice.hidden = false;
});
