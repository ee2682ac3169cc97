// The charts of a report (to come with the charts themselves).
export const version = 1;
