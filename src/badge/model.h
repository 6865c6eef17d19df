/* badge/model.h — the data models of VCDM 2.0, OB 3.0 and CLR 2.0 as tables: a
 * class is its members; a member says what its value must look like and of
 * which class its parts are. One walker holds any document against them. */
#pragma once
#include "badge/rules.h"

struct model;

struct member {
    const char *name;
    enum need need;
    enum shape shape;
    const char *words;                           /* "A|B": classes of CLASS, terms of TERM and OPEN_TERM */
    const struct model *of;                      /* class of the parts; NULL: they are not looked into */
};

struct model {
    const struct model *base;                    /* its members count too; may be NULL */
    const struct member *members;
    size_t n;
};

/* OB 3.0 §B, CLR 2.0 §B; `credential` is any credential of VCDM 2.0 §4. */
extern const struct model model_credential, model_achievement_credential, model_endorsement_credential,
    model_clr_credential, model_presentation;

/* The model of a credential that stands as what it stands for. */
const struct model *rules_v3_model(const struct json *credential, enum taken_as as);

/* Code, JSON pointer, sentence; a warning does not make a badge invalid. */
struct model_flaw { const char *flaw; str where, text; bool is_warning; };
LIST_OF(model_flaw_list, struct model_flaw);

#define MODEL_MAX_FLAWS 50

/* What is wrong with a document and its parts; `where` begins the places. */
void model_judge(struct arena *a, const struct model *m, const struct json *doc, str where,
                 struct model_flaw_list *out);

/* OB 3.0 §Result, §ResultDescription, §RubricCriterionLevel: what links a result
 * to its description, and the values that it may have. Adds to `out`. */
void model_judge_results(struct arena *a, const struct json *credential, struct model_flaw_list *out);

/* Every credential within a credential. */
void model_enclosed(struct arena *a, const struct model *m, const struct json *doc, str where,
                    struct enclosed_list *out);
