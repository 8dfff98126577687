/* command.h - the subcommands: each reads its own options, does its work and returns the
 * program's exit status. */
#ifndef GP_COMMAND_H
#define GP_COMMAND_H

int gp_command_gate(int argc, char **argv);
int gp_command_check(int argc, char **argv);
int gp_command_ops(int argc, char **argv);
int gp_command_power(int argc, char **argv);
int gp_command_random(int argc, char **argv);
int gp_command_shrink(int argc, char **argv);
int gp_command_show(int argc, char **argv);

#endif
