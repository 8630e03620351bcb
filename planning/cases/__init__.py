"""One pupil's casus: route, regie, parties and consent."""
