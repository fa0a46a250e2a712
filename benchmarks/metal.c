/* The clock pass of a month in C: four look-ups, two products of three, two subtractions a person. */
#include <stdint.h>

typedef struct { float leave, seek; } Pair;

/* Takes a month's hazard off every clock; says how many of each ran out. */
void spend(int64_t n, int64_t month, int64_t n_ages, int64_t n_tenures, const int64_t *cell, const int16_t *birth,
           const int16_t *hired, const uint8_t *strain, const uint8_t *belonging, const Pair *by_cell,
           const Pair *by_age, const Pair *by_tenure, const Pair *by_mood, Pair *clocks, int64_t *fired)
{
    for (int64_t i = 0; i < n; i++) {
        int64_t age = month - birth[i], tenure = month - hired[i];
        age = age < n_ages ? age : n_ages - 1;
        tenure = tenure < n_tenures ? tenure : n_tenures - 1;
        Pair c = by_cell[cell[i]], a = by_age[age], t = by_tenure[tenure], m = by_mood[strain[i] * 101 + belonging[i]];
        clocks[i].leave -= c.leave * a.leave * t.leave * m.leave;
        clocks[i].seek -= c.seek * a.seek * t.seek * m.seek;
        fired[0] += clocks[i].leave <= 0;
        fired[1] += clocks[i].seek <= 0;
    }
}
