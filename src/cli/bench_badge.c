#include "cli/bench_badge.h"

void bench_fill_badge(struct arena *a, struct badge *b, str issuer)
{
    *b = (struct badge){
        .version = OB_3_0, .kind = KIND_VC_JWT, .name = S("Working at heights"),
        .id = S("https://badges.example.org/b/9XcPqM1ZTs2FhUeYV3kDaw"), .has_valid_from = true,
        .valid_from = 1767225600000, .has_valid_until = true, .valid_until = 4102444800000,
        .has_awarded = true, .awarded = 1767225600000,
        .narrative = S("Passed the practical test at the second site in January, with no fault."),
    };
    b->issuer = (struct profile){
        .id = issuer, .type = S("Profile"), .name = S("Acme Training"), .url = S("https://acme.example.org/"),
        .email = S("badges@acme.example.org"),
        .description = S("Training for people who work where a fall would be the last one."),
        .image.id = S("https://badges.example.org/images/l7tBV0XhCh1mGk6gOaJ2RZqkq0Jtq2t1bYx1Q9yY8nU")};
    b->achievement = (struct achievement){
        .id = S("https://badges.example.org/badges/kq3Vt0qAq1l0mV7b5p2nXQ/3"), .name = S("Working at heights"),
        .description = S("Plans and does work on ladders, roofs and scaffolds so that nobody falls, and knows "
                         "what to do when somebody does."),
        .achievement_type = S("Certification"), .criteria_id = S("https://badges.example.org/badges/kq3Vt0qAq1l0mV7b5p2nXQ"),
        .criteria_narrative = S("## What was asked\n\n1. A day of theory with a written test of forty questions, "
                                "of which thirty-four were answered rightly.\n2. A day on the training roof: "
                                "anchoring, moving, working, and rescue of a person who hangs in the harness.\n"
                                "3. A talk with an examiner about a plan for work that the learner wrote.\n\n"
                                "The test is repeated after three years, because rope and memory both wear out."),
        .image.id = S("https://badges.example.org/images/Zp8qgkhb2zq0j3Yt9gq7L0rT5bq1yWm4eXv2cQnUo3A"),
        .version = S("3"), .in_language = S("en")};
    *list_add(a, &b->identities) = (struct identity){
        .type = S("emailAddress"), .hashed = true, .salt = S("q7Xk2p9vTz"),
        .value = S("sha256$9b9d0d3f5f8a4b3a1c8f5a0e3d5f1c2b4a6978867564534231201f1e1d1c1b1a")};
    for (int i = 0; i < 2; i++)
        *list_add(a, &b->achievement.alignments) = (struct alignment){
            .target_name = i ? S("Work safely at heights") : S("Use fall protection"),
            .target_url = i ? S("https://skills.example.org/RIIWHS204E") : S("https://skills.example.org/CPCCCM2010"),
            .target_description = S("A unit of competency of the national register"),
            .target_framework = S("National register of training"), .target_code = i ? S("RIIWHS204E") : S("CPCCCM2010"),
            .target_type = S("CTDL")};
    for (int i = 0; i < 3; i++)
        *list_add(a, &b->achievement.tags) = i == 0 ? S("safety") : i == 1 ? S("heights") : S("rescue");
    *list_add(a, &b->evidence) = (struct evidence){
        .id = S("https://acme.example.org/evidence/2026/01/plan-0017.pdf"), .name = S("Plan for work"),
        .narrative = S("The plan as the examiner saw it."), .genre = S("Document")};
}
