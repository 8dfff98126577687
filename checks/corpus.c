/* corpus.c - all cases of a corpus judged; see corpus.h.
 *
 * A child goes through the files, says before and after each where it is, and counts into memory that it shares with its
 * parent.  If it dies, another one goes on behind the file that it was at. */
#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS */
#include "corpus.h"
#include "sandbox.h"
#include "weight.h"
#include <math.h>
#include <string.h>
#include <sys/mman.h>

/* What a child says: that it begins a file, or what became of it. */
typedef struct {
    int file;
    bool over, counted, skipped;
    gp_status status;
    gp_failure failure;
} note;

typedef struct {
    const gp_files *files;
    const gp_corpus_options *o;
    gp_tally *tally;
    int from, told;
    gp_teller teller;
    gp_trial trial;
    gp_case k;
} reader;

/* ---- the child ---- */

static bool is_wanted(const reader *r)
{
    const ad_graph *g = &r->k.g;

    for (int i = 0; i < g->len; i++)
        for (int w = 0; w < r->o->n_wanted; w++)
            if (g->node[i].op == r->o->wanted[w])
                return true;
    return r->o->n_wanted == 0;
}

static gp_status judge_file(reader *r, note *n)
{
    const char *path = r->files->path[n->file];
    gp_finding *f = &r->trial.finding;
    gp_status s = gp_read_case(&r->k, path);

    if (s || !is_wanted(r))
        return s;
    s = gp_try(&r->trial, &r->k, &r->o->check, (gp_effort){ .laws = true });
    if (f->error[0])
        fprintf(stderr, "gradproof: %s: %s\n", path, f->error);
    if (s == GP_REFUSED)
        return s;
    n->counted = true;
    n->failure = r->trial.failure;
    n->skipped = s == GP_OK && f->outcome == GP_SKIPPED;
    if (!gp_tally_case(r->tally, &r->teller, &r->k, &r->trial.checker, f)) {
        fprintf(stderr, "gradproof: %s: out of memory\n", path);
        return GP_INTERNAL;
    }
    if (r->o->out && f->outcome == GP_FAILED_CASE) {
        if (r->told++ < GP_MOST_TOLD)
            gp_print_finding(r->o->out, path, &r->k, f, GP_NORMAL);
        else
            gp_print_case_line(r->o->out, path, f);
        fflush(r->o->out);
    }
    return s;
}

static gp_status read_on(void *context, FILE *out)
{
    reader *r = context;

    for (int i = r->from; i < r->files->paths; i++) {
        note n = { .file = i };

        if (fwrite(&n, sizeof n, 1, out) != 1 || fflush(out) != 0)
            return GP_INTERNAL;
        n.status = judge_file(r, &n);
        n.over = true;
        if (fwrite(&n, sizeof n, 1, out) != 1 || fflush(out) != 0)
            return GP_INTERNAL;
    }
    flint_cleanup();
    return GP_OK;
}

/* ---- the parent ---- */

static bool add_failure(gp_corpus *c, const char *path, gp_failure f, const char *ending)
{
    gp_corpus_failure *x;

    if (!AD_GROW(c->failure, c->cap, c->failures + 1))
        return false;
    x = &c->failure[c->failures++];
    *x = (gp_corpus_failure){ .path = path, .failure = f };
    snprintf(x->ending, sizeof x->ending, "%s", ending);
    return true;
}

/* What the child said of a file.  False: out of memory. */
static bool hear(gp_corpus *c, const reader *r, const note *n, gp_status *worst)
{
    if (!n->over)
        return true;
    *worst = n->status > *worst ? n->status : *worst;
    c->cases += n->counted;
    c->refused += n->status == GP_REFUSED;
    return (n->failure.kind == GP_NO_FAILURE && !n->skipped) || add_failure(c, r->files->path[n->file], n->failure, "");
}

/* All that a child said; r->from = the file behind the one that it died at, or behind all.  One that was stopped did not hang.  False: out
 * of memory. */
static bool hear_all(gp_corpus *c, reader *r, const gp_sandboxed *s, double seconds, gp_status *worst)
{
    note n = { .file = r->from - 1, .over = true };
    char ending[100];
    bool ok = true;

    for (size_t at = 0; ok && at + sizeof n <= s->length; at += sizeof n) {
        memcpy(&n, s->out + at, sizeof n);
        ok = hear(c, r, &n, worst);
    }
    r->from = n.file + 1;
    if (n.over || !ok || (s->ending == GP_RAN_ON && gp_is_stopped(r->o->stop)))
        return ok;
    c->cases++;
    c->lost++;
    *worst = GP_FAILED > *worst ? GP_FAILED : *worst;
    n.failure = (gp_failure){ .kind = s->ending == GP_RAN_ON ? GP_BY_HANG : GP_BY_CRASH, .operand = -1, .signal = s->signal, .size = INFINITY,
                              .shown = INFINITY };
    gp_ending_text(s, seconds, ending);
    if (r->o->out)
        fprintf(r->o->out, "failed %s: the engine %s\n", r->files->path[n.file], s->ending == GP_RAN_ON ? ending : "crashed");
    if (!add_failure(c, r->files->path[n.file], n.failure, ending))
        return false;
    if (gp_read_case(&r->k, r->files->path[n.file]) == GP_OK)
        c->failure[c->failures - 1].only = gp_only_op(&r->k);
    return true;
}

static gp_status read_all(gp_corpus *c, reader *r)
{
    gp_status worst = GP_OK;

    while (r->from < r->files->paths && !gp_is_stopped(r->o->stop)) {
        double seconds = gp_hang_seconds(r->o->hang_seconds);
        int before = r->from;
        gp_sandboxed s;
        bool ok = gp_sandbox_by_word(read_on, r, seconds, r->o->stop, &s) == GP_OK && hear_all(c, r, &s, seconds, &worst);

        ad_realloc(s.out, 0);
        if (!ok || (r->from == before && !gp_is_stopped(r->o->stop))) {
            fprintf(stderr, "gradproof: no memory or no process to judge cases in\n");
            return GP_INTERNAL;
        }
    }
    return worst;
}

gp_status gp_judge_corpus(gp_corpus *c, const gp_files *files, const gp_corpus_options *o)
{
    reader r = { .files = files, .o = o };
    gp_status s;

    *c = (gp_corpus){ 0 };
    r.tally = mmap(NULL, gp_tally_size(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (r.tally != MAP_FAILED)
        c->tally = gp_new_tally();
    if (!c->tally) {
        fprintf(stderr, "gradproof: out of memory\n");
        return GP_INTERNAL;
    }
    gp_tally_start(r.tally);
    gp_number_ops(&r.teller.numbers);
    s = read_all(c, &r);
    gp_tally_add(c->tally, r.tally);
    gp_case_free(&r.k);
    munmap(r.tally, gp_tally_size());
    return s;
}

void gp_corpus_free(gp_corpus *c)
{
    ad_realloc(c->tally, 0);
    ad_realloc(c->failure, 0);
    *c = (gp_corpus){ 0 };
}
