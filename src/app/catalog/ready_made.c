/* catalog/ready_made.c */
#include "app/catalog/ready_made.h"

#include "app/catalog/picture.h"

const struct badge_template badge_templates[] = {
    {"induction", "welcome", NULL, NULL, "Welcome on board",
     "Knows the site, the people and the rules: ready to work here safely from the first day.",
     "CertificateOfCompletion", "induction, new staff", "Within the first two weeks.", 0,
     {{"Toured the site and found every **emergency exit**", "the tour sheet, signed by the guide", false},
      {"Met the team and the mentor", NULL, false},
      {"Read the house rules and signed for them", "the signed sheet", false},
      {"Answered the safety questions, at least 9 of 10 rightly", NULL, false}}},
    {"first-aid", "first-aid", NULL, NULL, "First aider",
     "Can help a colleague in the first minutes: breathing, bleeding, burns, and the defibrillator on the wall.",
     "Certification", "safety, health", NULL, 24,
     {{"Completed a course of one day with a recognised provider", "the provider’s certificate", false},
      {"Showed resuscitation with a **defibrillator**", NULL, false},
      {"Showed recovery position, bandages and help with burns", NULL, false}}},
    {"fire-safety", "fire-safety", NULL, NULL, "Fire warden",
     "Leads their area out in an evacuation, counts heads at the meeting point and knows which extinguisher is for which fire.",
     "Certification", "safety", NULL, 12,
     {{"Half a day of theory on causes of fire and ways out", "the attendance list", false},
      {"Put out a real fire with foam, powder and CO₂", NULL, false},
      {"Led one drill and reported at the meeting point", "the drill report", false}}},
    {"mentor", "leadership", "heart-handshake", "Mentor", "Mentor",
     "Accompanies a new colleague through the first months and is there when questions are small.",
     "Achievement", "people", NULL, 0,
     {{"Took part in the half-day for mentors", NULL, false},
      {"Accompanied one colleague for at least three months", "a few words of the colleague", false},
      {"Wrote down what should change in our induction", NULL, true}}},
    {"hero", "excellence", "star", "Hero of the week", "Hero of the week",
     "Did something this week that made work better for others, and was named by a colleague.",
     "Award", "recognition", "Named by a colleague, chosen on Friday. Nobody is named twice in a quarter.", 0,
     {{"A colleague said in two sentences what happened", "the nomination", false}}},
    {"data-protection", "security", NULL, "Data protection", "Data protection aware",
     "Knows what personal data is, what may be done with it, and whom to tell when something went wrong.",
     "Certification", "privacy, yearly", NULL, 12,
     {{"Completed the course on data protection", "the course’s record", false},
      {"Passed the quiz with **80 %** or more", NULL, false},
      {"Knows the way of reporting an incident within a day", NULL, false}}},
    {"information-security", "security", NULL, NULL, "Information security aware",
     "Recognises phishing, keeps passwords and papers safe, and reports what looks odd instead of hiding it.",
     "Certification", "security, yearly", NULL, 12,
     {{"Completed the yearly course", NULL, false},
      {"Passed the quiz with **80 %** or more", NULL, false},
      {"Reported the practice phishing mail", NULL, true}}},
    {"forklift", "forklift", NULL, NULL, "Forklift operator",
     "Drives counterbalance and reach trucks safely, with and without load, where people walk.",
     "License", "vehicles, warehouse", "Two days of training and a test with a certified instructor.", 36,
     {{"Theory test, at least **80 %**", "the test sheet", false},
      {"Daily check of the truck, battery change, parking", NULL, false},
      {"Practical test with no fault that endangers others", "the instructor’s report", false}}},
    {"working-at-heights", "craft", "ladder", "Working at heights", "Working at heights",
     "Works safely on ladders, roofs and platforms, and checks the harness before every use.",
     "Certification", "safety", NULL, 12,
     {{"A day of theory with a written test", "the test sheet", false},
      {"Put on, checked and used a harness under supervision", NULL, false},
      {"Took part in a rescue exercise", NULL, false}}},
    {"food-safety", "food", NULL, NULL, "Food safety",
     "Handles, stores and serves food so that nobody gets ill: temperatures, allergens, cleaning, pests.",
     "Certification", "canteen, hygiene", NULL, 24,
     {{"Passed the examination of the health authority", "its certificate", false},
      {"Showed the cold chain from delivery to plate", NULL, false},
      {"Named the **14 allergens** and where they hide", NULL, false}}},
    {"team-leader", "leadership", NULL, NULL, "Team leader",
     "Leads a team in its daily work: plans, talks, settles and says thank you.",
     "Competency", "leadership", NULL, 0,
     {{"Completed the three modules for team leaders", "the course’s record", false},
      {"Held conversations with the whole team over half a year", NULL, false},
      {"Gathered and answered the team’s feedback", "a summary without names", true}}},
    {"train-the-trainer", "trainer", NULL, NULL, "Train the trainer",
     "Passes on what they can do: prepares a session, shows, lets others try, and checks what stayed.",
     "Competency", "training", NULL, 36,
     {{"Planned a session of two hours", "the plan", false},
      {"Held it in front of an observer", "the observer’s notes", false},
      {"Checked a month later what stayed", NULL, true}}},
    {"volunteer", "volunteer", NULL, NULL, "Volunteer",
     "Gave time to the community with the company behind them.",
     "CommunityService", "volunteering", NULL, 0,
     {{"At least 40 hours in a year for a recognised body", "a line from that body", false}}},
    {"idea", "innovation", NULL, NULL, "Idea of the year",
     "Had an idea that was tried, measured and kept.",
     "Award", "ideas", NULL, 0,
     {{"The idea was tried for at least a month", NULL, false},
      {"What it changed was measured", "the figures before and after", false}}},
    {"environment", "environment", NULL, NULL, "Environment champion",
     "Looks after energy, waste and water in their area, and brings others along.",
     "Achievement", "environment", NULL, 0,
     {{"Took part in the environment workshop", NULL, false},
      {"Carried out one improvement in the own area", "photos before and after", false}}},
    {"safety-representative", "security", "shield-check", "Safety representative", "Safety representative",
     "Speaks for colleagues in matters of safety, inspects with open eyes and follows up what was found.",
     "Certification", "safety", NULL, 36,
     {{"Completed the course for safety representatives", "its certificate", false},
      {"Inspected the own area with the safety officer", "the inspection report", false}}},
};
const size_t badge_template_count = COUNT(badge_templates);

const struct badge_template *badge_template(str name)
{
    for (size_t i = 0; i < badge_template_count; i++)
        if (str_eq(name, cstr(badge_templates[i].name)))
            return &badge_templates[i];
    return NULL;
}

struct studio template_studio(const struct badge_template *t)
{
    struct studio s = *studio_preset(cstr(t->preset));

    if (t->icon)
        s.icon = cstr(t->icon);
    if (t->banner)
        s.banner = cstr(t->banner);
    return s;
}

static str or_none(const char *z)
{
    return z ? cstr(z) : S("");
}

code template_use(struct db *db, struct arena *a, int64_t org, const struct badge_template *t, int64_t *id, struct error *err)
{
    struct studio s = template_studio(t);
    struct badge_version_row v = {
        .name = cstr(t->title), .description = cstr(t->description), .criteria = or_none(t->said), .type = cstr(t->type),
        .tags = cstr(t->tags), .validity_months = t->validity_months};

    for (size_t i = 0; i < TEMPLATE_ITEMS && t->items[i].text; i++)
        *list_add(a, &v.items) = (struct criterion){.id = criterion_new_id(a), .text = cstr(t->items[i].text),
                                                    .proof = or_none(t->items[i].proof), .is_required = !t->items[i].is_optional};
    TRY(picture_draw(db, a, &s, &v, err));
    return catalog_create(db, a, org, &v, id, err);
}
