/* The clock pass of a month in C: four look-ups, two products of three, two subtractions a person. */
#include <stdint.h>

typedef struct { float leave, seek; } Pair;
typedef struct { const int64_t *cell; const int16_t *birth, *hired; const uint8_t *strain, *belonging; } People;
typedef struct { int64_t n_ages, n_tenures; const Pair *by_cell, *by_age, *by_tenure, *by_mood; } Tables;

static inline Pair hazard(int64_t i, int64_t month, People p, Tables f)
{
    int64_t age = month - p.birth[i], tenure = month - p.hired[i];
    age = age < f.n_ages ? age : f.n_ages - 1;
    tenure = tenure < f.n_tenures ? tenure : f.n_tenures - 1;
    Pair c = f.by_cell[p.cell[i]], a = f.by_age[age], t = f.by_tenure[tenure];
    Pair m = f.by_mood[p.strain[i] * 101 + p.belonging[i]];
    return (Pair){c.leave * a.leave * t.leave * m.leave, c.seek * a.seek * t.seek * m.seek};
}

/* Takes a month's hazard off every clock, for a few people times a ratio of their own; says how many of each ran out. */
void spend(int64_t n, int64_t month, int64_t n_ages, int64_t n_tenures, int64_t n_watched, const int64_t *cell,
           const int16_t *birth, const int16_t *hired, const uint8_t *strain, const uint8_t *belonging,
           const Pair *by_cell, const Pair *by_age, const Pair *by_tenure, const Pair *by_mood, const int64_t *watched,
           const Pair *ratio, Pair *clocks, int64_t *fired)
{
    People p = {cell, birth, hired, strain, belonging};
    Tables f = {n_ages, n_tenures, by_cell, by_age, by_tenure, by_mood};
    for (int64_t k = 0; k < n_watched; k++) {
        Pair h = hazard(watched[k], month, p, f);
        clocks[watched[k]].leave -= h.leave * (ratio[k].leave - 1);
        clocks[watched[k]].seek -= h.seek * (ratio[k].seek - 1);
    }
    for (int64_t i = 0; i < n; i++) {
        Pair h = hazard(i, month, p, f);
        clocks[i].leave -= h.leave;
        clocks[i].seek -= h.seek;
        fired[0] += clocks[i].leave <= 0;
        fired[1] += clocks[i].seek <= 0;
    }
}
