/* report-random.c - a run of random cases, for people; see report-random.h. */
#include "report-random.h"
#include "text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BAR = 24, FEW = 5, TELLING = 500 };       /* health of fewer cases says nothing */

static double per(double part, double whole)
{
    return whole > 0 ? 100 * part / whole : 0;
}

/* ---- progress ---- */

/* "1:02:03", "0:05"; "-:--" where that is a guess at hours.  Returns TEXT. */
static char *time_text(double seconds, char text[32])
{
    const double most = 36e4;
    long s = (long)(fmin(seconds, most) + 0.5);

    if (!(seconds < most))
        strcpy(text, "-:--");
    else if (s >= 3600)
        snprintf(text, 32, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
    else
        snprintf(text, 32, "%ld:%02ld", s / 60, s % 60);
    return text;
}

void gp_print_progress(FILE *out, const gp_run_options *o, long done, long failed, double seconds)
{
    double by_cases = (double)done / (double)o->cases, by_time = o->seconds > 0 ? seconds / o->seconds : 0;
    double share = fmin(1, fmax(by_cases, by_time)), left = share > 0 ? seconds / share - seconds : 0;
    int full = (int)(share * BAR);
    char bar[BAR + 1], time[32];

    memset(bar, '.', BAR);
    memset(bar, '#', (size_t)full);
    bar[BAR] = 0;
    fprintf(out, "\r[%s] %ld cases, %.0f/s, %ld failed, %s left\033[K", bar, done, seconds > 0 ? (double)done / seconds : 0, failed,
            time_text(left, time));
    fflush(out);
}

void gp_clear_progress(FILE *out)
{
    fputs("\r\033[K", out);
    fflush(out);
}

/* ---- failures ---- */

/* May a shell see SEED as it is?  (A seed with a quote of its own has to be quoted by hand.) */
static bool is_plain(const char *seed)
{
    for (; *seed; seed++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/-+@%,", *seed))
            return false;
    return true;
}

char *gp_replay_command(const gp_run_options *o, long number, char text[GP_REPLAY])
{
    const gp_limits *l = &o->limits, *u = &gp_usual_limits;
    const char *quote = is_plain(o->seed) ? "" : "'";
    size_t n = (size_t)snprintf(text, GP_REPLAY, "gradproof random --case %s%.200s:%ld%s", quote, o->seed, number, quote);

    for (int w = 0; w < l->n_wanted && n < GP_REPLAY; w++)
        n += (size_t)snprintf(text + n, GP_REPLAY - n, " --op %s", l->wanted[w]->name);
    if (o->pairs && n < GP_REPLAY)
        n += (size_t)snprintf(text + n, GP_REPLAY - n, " --pairs");
    if (l->nodes != u->nodes && n < GP_REPLAY)
        n += (size_t)snprintf(text + n, GP_REPLAY - n, " --nodes %d", l->nodes);
    if (l->inputs != u->inputs && n < GP_REPLAY)
        n += (size_t)snprintf(text + n, GP_REPLAY - n, " --inputs %d", l->inputs);
    if (l->rank != u->rank && n < GP_REPLAY)
        n += (size_t)snprintf(text + n, GP_REPLAY - n, " --rank %d", l->rank);
    if (l->elements != u->elements && n < GP_REPLAY)
        n += (size_t)snprintf(text + n, GP_REPLAY - n, " --elements %d", l->elements);
    if (o->check.precision->bits != 53 && n < GP_REPLAY)
        n += (size_t)snprintf(text + n, GP_REPLAY - n, " --precision %s", o->check.precision->name);
    if (o->hang_seconds > 0 && n < GP_REPLAY)
        n += (size_t)snprintf(text + n, GP_REPLAY - n, " --hang %g", o->hang_seconds);
    if (o->check.strict && n < GP_REPLAY)
        snprintf(text + n, GP_REPLAY - n, " --strict");
    return text;
}

/* K as text, set in. */
static void print_case(FILE *out, const gp_case *k)
{
    size_t length;
    char *text = gp_case_text(k, &length);

    for (char *line = text ? strtok(text, "\n") : NULL; line; line = strtok(NULL, "\n"))
        fprintf(out, "    %s\n", line);
    free(text);
}

void gp_print_failure(FILE *out, const gp_run *r, int i, const gp_run_options *o, const gp_case *k, const gp_explainer *x, const char *path)
{
    const gp_distinct *d = &r->distinct[i];
    char text[GP_FAILURE_TEXT], replay[GP_REPLAY];

    fprintf(out, "failure %d of %d: %s, in %ld case%s, first in %s:%ld\n", i + 1, r->distincts, gp_failure_text(&d->failure, text), d->count,
            d->count == 1 ? "" : "s", o->seed, d->first);
    print_case(out, k);
    gp_print_finding(out, "this case", k, &x->trial.finding, GP_NORMAL);
    if (x->diagnosis[0] && strcmp(x->diagnosis, x->trial.finding.blame.diagnosis) != 0)
        fprintf(out, "  before it was shrunk: %s\n", x->diagnosis);
    fprintf(out, "  shrunk from %lld op%s to %lld by %d trials\n", (long long)x->before.n[GP_OPS], x->before.n[GP_OPS] == 1 ? "" : "s",
            (long long)x->after.n[GP_OPS], x->tries);
    fprintf(out, "  replay: %s\n", gp_replay_command(o, d->first, replay));
    if (path)
        fprintf(out, "  written: %s\n", path);
    fputc('\n', out);
}

/* ---- health ---- */

static int rarest(const gp_tally *t, const bool *shown)
{
    int best = -1;

    for (int i = 0; i < t->ops; i++)
        if (!shown[i] && (best < 0 || t->op[i].nodes < t->op[best].nodes))
            best = i;
    return best;
}

static void print_ops(FILE *out, const gp_tally *t)
{
    bool shown[GP_OP_SLOTS] = { false };
    long most = 0, pairs = 0;
    int used = 0;

    for (int i = 0; i < t->ops; i++) {
        used += t->op[i].nodes > 0;
        most = t->op[i].nodes > most ? t->op[i].nodes : most;
    }
    for (int a = 0; a < t->ops; a++)
        for (int b = 0; b < t->ops; b++)
            pairs += gp_pairs(t, a, b) > 0;
    fprintf(out, "  ops                  %d of %d, up to %ld times; least:", used, t->ops, most);
    for (int n = 0; n < FEW && n < t->ops; n++) {
        int i = rarest(t, shown);

        shown[i] = true;
        fprintf(out, " %s %ld", ad_ops[i]->name, t->op[i].nodes);
    }
    fprintf(out, "\n  pairs of ops         %ld of %d (one on the result of the other)\n", pairs, t->ops * t->ops);
}

static void print_each_op(FILE *out, const gp_tally *t)
{
    fputs("op                      times      under       over    (nodes; operands of others; with others as operands)\n", out);
    for (int i = 0; i < t->ops; i++) {
        long under = 0, over = 0;

        for (int j = 0; j < t->ops; j++) {
            under += gp_pairs(t, j, i);
            over += gp_pairs(t, i, j);
        }
        fprintf(out, "%-18s %10ld %10ld %10ld\n", ad_ops[i]->name, t->op[i].nodes, under, over);
    }
}

static void print_health(FILE *out, const gp_tally *t)
{
    const long *n = t->totals.count[GP_GRADIENT];
    double all = (double)gp_components(t);

    fputs("health\n", out);
    fprintf(out, "  components compared  %.2f %% (kink %.3f %%, unstable %.3f %%, range %.3f %%, unresolved %.3f %%)\n",
            per((double)gp_compared(t), all), per((double)n[GP_KINK], all), per((double)n[GP_UNSTABLE], all),
            per((double)n[GP_RANGE], all), per((double)n[GP_UNRESOLVED], all));
    fprintf(out, "  live nodes           %.2f %% of %ld; of the ops %.2f %% have a derivative by an input\n",
            per((double)t->live, (double)t->nodes), t->nodes, per((double)t->moving, (double)t->applied));
    print_ops(out, t);
    fprintf(out, "  ops not placed       %.2f %% of those drawn\n", per((double)(t->tried - t->placed), (double)t->tried));
    fprintf(out, "  cases                %ld of scalars, %ld at corners, %ld held to the laws; truth up to %ld bits\n", t->scalar, t->cornered,
            t->lawful, t->bits);
}

void gp_print_run(FILE *out, const gp_run *r, const gp_run_options *o, gp_verbosity verbosity)
{
    gp_totals totals = r->tally->totals;
    bool usual = o->check.precision == gp_find_precision("f64");

    if (verbosity == GP_VERBOSE)
        print_each_op(out, r->tally);
    if (verbosity != GP_QUIET) {
        gp_print_classes(out, &totals);
        if (r->done >= TELLING || verbosity == GP_VERBOSE)
            print_health(out, r->tally);
        if (r->lost)
            fprintf(out, "%ld case%s crashed or hung: counted as failed\n", r->lost, r->lost == 1 ? "" : "s");
        fprintf(out, "%s %ld case%s of seed %s%s%s in %.1f s: %.0f cases/s with %d process%s\n",
                r->stopped && gp_is_stopped(o->stop) ? "stopped after" : "tried", r->done, r->done == 1 ? "" : "s", o->seed, usual ? "" : " in ",
                usual ? "" : o->check.precision->name, r->seconds,
                r->seconds > 0 ? (double)r->done / r->seconds : 0, o->jobs, o->jobs == 1 ? "" : "es");
    }
    totals.cases[GP_FAILED_CASE] += r->lost;
    gp_print_totals(out, &totals, GP_QUIET);
}
