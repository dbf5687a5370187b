internal import CommandLineGrammar
internal import ContainerEngine

/// `apus system check`: looks for what is damaged or unfinished.
enum SystemCheckCommand {
    struct Options {
        var repair = false
        var force = false
        var quick = false
        /// Seconds.
        var unneeded: Int64 = 24 * 3600
    }

    static let command = Command<Globals>.verb("check", "Look for damaged and unfinished objects") {
        Verb(
            description: """
                Looks through containers, names, images, layers and volumes, and everything that they refer to, for what a power cut, a full disk or another program left wrong. What \
                nobody goes on making is removed, what is damaged and from before the last start of the machine is moved out of the \
                way; the rest is told about, and repaired or removed with --repair. Images that cannot be repaired keep their names, so \
                that they can be pulled again; with --force they go, and the containers that use them. The exit code is 125 when something is left to do.
                """,
            options: [
                .flag("repair", short: "r", "Repair what can be, remove what cannot") { $0.repair = $1 },
                .flag("force", short: "f", "Repair, and remove images that cannot be, with the containers that use them") { $0.force = $1 },
                .duration("max", short: "m", "duration", "With --repair: remove layers that nothing needs for so long (24h)") {
                    $0.unneeded = $1 / 1_000_000_000
                },
                .flag("quick", short: "q", "Do not read every byte of the images") { $0.quick = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let problems = try engine.check(
                    repair: call.options.repair || call.options.force, deep: !call.options.quick, removingImages: call.options.force,
                    unneededFor: call.options.unneeded)
                for problem in problems { Console.print(problem.description) }
                return problems.allSatisfy(\.isRepaired) ? 0 : 125
            }
        }
    }
}
