package io.aldis.app.command;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code aldis completion}: prints the completion script for shells. */
@Command(
        name = "completion",
        description = "Prints a script that lets bash and zsh complete this command.",
        footer = {"", "In ~/.bashrc or ~/.zshrc:  source <(aldis completion)"})
final class Completion implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Override
    public void run() {
        CommandLine aldis = spec.root().commandLine();
        spec.commandLine().getOut().print(AutoComplete.bash(aldis.getCommandName(), aldis));
        spec.commandLine().getOut().flush();
    }
}
