/* command-power.c - gradproof power: faults planted in every op's pull, and which of them the checks catch. */
#include "command.h"
#include "files.h"
#include "op.h"
#include "power.h"
#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: gradproof power FILE|DIR...\n"
    "\n"
    "Plants faults in every op's pull, one at a time, and checks the cases that use the op until\n"
    "one fails.  A fault counts as caught if blame then names the op.  Per operand: contributions\n"
    "scaled by 1.001; negated; the first one lost; the op's own adjoint leaked into the operand's.\n"
    "A fault that changes nothing in any case (a slope of 0 scaled) is not counted.\n"
    "\n"
    "Exit status: 0 every op in the cases has faults and all are caught, 1 some are missed, or a\n"
    "case fails as it is, 2 bad input or usage, 3 gradproof's own error.\n";

enum { MOST_OPERANDS = 4 };     /* of an op with any number of them */

typedef struct {
    gp_files files;
    gp_case *k;                 /* one for each file */
    int cases;
    gp_checker checker;
    gp_finding finding;
    int caught, missed, without; /* faults, faults, ops */
} job;

/* Without a fault every case must pass, or be skipped: a failure would be taken for that of a fault. */
static gp_status check_sound(job *j)
{
    const gp_options o = { .precision = gp_find_precision("f64") };

    for (int i = 0; i < j->cases; i++) {
        gp_status s = gp_check(&j->checker, &j->k[i], &o, &j->finding);

        if (s) {
            fprintf(stderr, "gradproof: %s: %s\n", j->files.path[i], s == GP_FAILED ? "fails without any fault" : j->finding.error);
            return s;
        }
    }
    return GP_OK;
}

static gp_status read_cases(job *j)
{
    gp_status worst = GP_OK;

    j->k = ad_realloc(NULL, ((size_t)j->files.paths + 1) * sizeof *j->k);
    if (!j->k) {
        fprintf(stderr, "gradproof power: out of memory\n");
        return GP_INTERNAL;
    }
    for (; j->cases < j->files.paths; j->cases++) {
        gp_status s;

        j->k[j->cases] = (gp_case){ 0 };
        s = gp_read_case(&j->k[j->cases], j->files.path[j->cases]);
        worst = s > worst ? s : worst;
    }
    return worst;
}

static void print_missed(const job *j, const gp_trial *t)
{
    printf("  missed: operand %d, %s: ", t->operand, gp_fault_name[t->fault]);
    if (t->failed < 0)
        printf("it changes %d case%s, and none fails\n", t->struck, t->struck == 1 ? "" : "s");
    else
        printf("%s fails, but blame does not name the op\n", j->files.path[t->failed]);
}

/* All faults in OP's pull.  The row of the table comes first, what was missed below it. */
static gp_status try_op(job *j, const ad_op *op)
{
    gp_trial trial[MOST_OPERANDS * GP_FAULTS];
    int operands = 0, n = 0, planted = 0, missed = 0;

    for (int i = 0; i < j->cases; i++) {
        int k = gp_operands_in(&j->k[i], op);
        operands = k > operands ? k : operands;
    }
    for (int a = 0; a < operands && a < MOST_OPERANDS; a++) {
        for (gp_fault fault = 0; fault < GP_FAULTS; fault++) {
            gp_status s;

            trial[n] = (gp_trial){ .op = op, .operand = a, .fault = fault };
            s = gp_try_fault(&j->checker, j->k, j->cases, &trial[n], &j->finding);
            if (s) {
                fprintf(stderr, "gradproof: %s: %s\n", j->files.path[trial[n].failed], j->finding.error);
                return s;
            }
            planted += trial[n].struck > 0;
            missed += trial[n].struck > 0 && !trial[n].caught;
            n++;
        }
    }
    if (operands == 0)
        return GP_OK;
    printf("%-18s %8d %8d %8d\n", op->name, operands, planted, planted - missed);
    for (int i = 0; i < n; i++)
        if (trial[i].struck > 0 && !trial[i].caught)
            print_missed(j, &trial[i]);
    j->caught += planted - missed;
    j->missed += missed;
    j->without += planted == 0;
    return GP_OK;
}

static void print_unused(const job *j)
{
    const char *sep = "in no case: ";

    for (int i = 0; ad_ops[i]; i++) {
        bool used = false;

        for (int k = 0; k < j->cases && !used; k++)
            used = gp_operands_in(&j->k[k], ad_ops[i]) > 0;
        if (!used) {
            printf("%s%s", sep, ad_ops[i]->name);
            sep = " ";
        }
    }
    if (sep[1] == 0)
        putchar('\n');
}

static gp_status try_all(job *j)
{
    printf("%-18s %8s %8s %8s\n", "op", "operands", "faults", "caught");
    for (int i = 0; ad_ops[i]; i++) {
        gp_status s = try_op(j, ad_ops[i]);

        if (s)
            return s;
    }
    print_unused(j);
    if (j->without)
        printf("%d of these ops without a fault that changes anything\n", j->without);
    printf("%d faults caught, %d missed\n", j->caught, j->missed);
    return j->missed || j->without || !j->caught ? GP_FAILED : GP_OK;
}

int gp_command_power(int argc, char **argv)
{
    job j = { 0 };
    gp_status worst = GP_OK, s;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(help, stdout);
        return GP_OK;
    }
    if (argc < 2 || argv[1][0] == '-') {
        fprintf(stderr, "gradproof power: expected files or directories; see gradproof power --help\n");
        return GP_REFUSED;
    }
    for (int i = 1; i < argc; i++) {
        s = gp_find_files(&j.files, argv[i]);
        worst = s > worst ? s : worst;
    }
    s = read_cases(&j);
    worst = s > worst ? s : worst;
    if (worst == GP_OK)
        worst = check_sound(&j);
    if (worst == GP_OK)
        worst = try_all(&j);
    for (int i = 0; i < j.cases; i++)
        gp_case_free(&j.k[i]);
    ad_realloc(j.k, 0);
    gp_files_free(&j.files);
    gp_checker_free(&j.checker);
    gp_finding_free(&j.finding);
    return (int)worst;
}
