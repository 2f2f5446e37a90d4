# Harbour, time and height of each high and low water of a day, tab-separated: one line per tide.
BEGIN { FS = ","; OFS = "\t"; HALF_TIDE = 372 }  # minutes from high to low water
NR > 1 {
  split($2, clock, ":")
  minute = clock[1] * 60 + clock[2]
  for (i = 0; minute < 24 * 60; i++) {
    high = i % 2 == 0
    printf "%s%s%02d:%02d%s%s%s%.1f\n", $1, OFS, minute / 60, minute % 60, OFS, high ? "high" : "low", OFS, high ? $3 : 0.4
    minute += HALF_TIDE
  }
}
