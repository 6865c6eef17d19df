/* vacancy/score.h — how well badges cover what a vacancy asks for, judged without a database
 * and a clock: of each line weight × coverage × strength of the proof, and why. */
#pragma once
#include "app/intake/rule.h"
#include "badge/badge.h"

/* One way to meet a line. badge: ours, `badge` its number. others: of `issuer`, achievement
 * by `pattern`, as a rule of equivalence has them. skill: an alignment by address, name or
 * code (`pattern`), of `issuer` alone where one is named. */
struct vacancy_way { int64_t id, line, badge; str kind, issuer, pattern, name; };
LIST_OF(vacancy_ways, struct vacancy_way);
/* weight: 1 to VACANCY_WEIGHT. level: as badges call it; empty: any. */
/* requirement: of a job role's line that badges of others do, what they are asked for; else 0. */
struct vacancy_line { int64_t id, vacancy, place, weight, requirement; str title, level; bool is_must; struct vacancy_ways ways; };
LIST_OF(vacancy_lines, struct vacancy_line);
#define VACANCY_LINES  40
#define VACANCY_WAYS   12                        /* of one line */
#define VACANCY_WEIGHT 10

/* Made out to the address that is compared; to none that can be compared; nobody said one yet. */
enum proof_whose { WHOSE_OTHER, WHOSE_THEIRS, WHOSE_NOBODY, WHOSE_UNASKED };

/* A badge as it was verified. own: the number of our badge that it was proved to be; 0: it is not. */
struct vacancy_proof {
    int64_t own;
    bool is_valid, is_ours;                      /* is_ours: this organisation was proved to have issued it */
    enum proof_whose whose;
    struct intake_facts facts;
    struct alignment_list skills;
    struct str_list levels;                      /* that it reached, as it calls them; of a skill those of its alignment, where any has one */
};
LIST_OF(vacancy_proofs, struct vacancy_proof);

/* Why a line has the points that it has; the later, the nearer to some. */
enum point_why { WHY_NOTHING, WHY_OTHER, WHY_NOBODY, WHY_UNPROVED, WHY_SKILL, WHY_NAMED, WHY_COUNT };
extern const char *const point_whys[WHY_COUNT];  /* "nothing", "other": as kept */
enum point_why point_why_named(str name);

/* coverage, strength: in hundredths; points: weight × both, in hundredths of a point.
 * proof: which, counted from 0; NO_PROOF: none. */
#define NO_PROOF (-1)
struct vacancy_point { int64_t coverage, strength, points, proof; enum point_why why; };
/* must, nice: points in hundredths. n_must, n_met: lines that must be, and those of them with full coverage. */
struct vacancy_score { int64_t must, nice, must_of, nice_of, n_must, n_met; };

/* `points`: one for each line. The best proof counts for a line; of equals the first. A badge
 * may count for several lines. */
void vacancy_judge(struct arena *a, const struct vacancy_lines *lines, const struct vacancy_proofs *proofs,
                   struct vacancy_point *points, struct vacancy_score *out);
/* Candidates in order: must before nice, more before less; the same number is a tie. */
int64_t vacancy_rank(const struct vacancy_score *s);
/* "2.5" of 250. */
str vacancy_points_words(struct arena *a, int64_t hundredths);
