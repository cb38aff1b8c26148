/** LAKH_LONG=1 takes in what repeats elsewhere or takes minutes: before a release, not in every gate. */
export const LONG = Boolean(process.env.LAKH_LONG);
