internal import CommandLineGrammar
internal import ContainerEngine

/// `apus cp`: copies files between a container and the host, or between containers.
enum CopyCommand {
    struct Options {
        var archive = true
        var overwrite = false
    }

    static let command = Command<Globals>.verb(
        "cp", "Copy files between a container and the host", heading: "Containers"
    ) {
        Verb(
            usage: "[CONTAINER:]SOURCE [CONTAINER:]DESTINATION",
            description: """
                Paths of a container start at its root directory. A file goes into a directory that is there, else it gets the \
                destination as its name; a directory goes into one that is there, or becomes it; of a directory with /. at its \
                end only what is in it is copied. A - stands for a tar archive on standard input or output.
                """,
            examples: [
                "apus cp web:/etc/nginx/nginx.conf .", "apus cp site/. web:/srv/www", "apus cp web:/var/log - | tar t",
            ],
            operands: .exactly(2), completes: [.files],
            options: [
                .flag(
                    "archive", short: "a",
                    "Files that come into a container belong to its user; with false they keep their owners' ids",
                    default: "true"
                ) { $0.archive = $1 },
                .flag("overwrite", "Let a directory take the place of a file, and the other way round") {
                    $0.overwrite = $1
                },
                .flag(
                    "follow-link", short: "L", "Accepted for scripts: a link that is the source is always followed",
                    hidden: true
                ) { _, _ in },
                .flag("quiet", short: "q", "Accepted for scripts: nothing is printed in any case", hidden: true) {
                    _, _ in
                },
                .flag("pause", "Accepted for scripts: nothing is paused for a copy", hidden: true) { _, _ in },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let (from, to) = try ends(call.operands)
                var options = CopyOptions(directory: try Console.currentDirectory())
                options.changesOwner = call.options.archive
                options.overwrites = call.options.overwrite
                try call.globals.engine().copy(from: from, to: to, options: options)
                return 0
            }
        }
    }

    private static func ends(_ operands: [String]) throws(EngineError) -> (CopyEnd, CopyEnd) {
        do throws(EngineError) { return (try CopyEnd.parse(operands[0]), try CopyEnd.parse(operands[1])) } catch {
            let quoted = operands.map { "\"\($0)\"" }.joined(separator: ", ")
            throw EngineError(.invalid, "invalid arguments \(quoted): you must specify paths")
        }
    }
}
