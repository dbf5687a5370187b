internal import CommandLineGrammar
internal import ContainerEngine
internal import ContainerState
internal import GoTemplate
internal import Linux

/// `apus top`: the processes of a running container.
enum TopCommand {
    struct Options {
        var latest = false
        var listDescriptors = false
    }

    static let command = Command<Globals>.verb("top", "Show the processes of a container", heading: "Containers") {
        Verb(
            usage: "CONTAINER [COLUMN...|PS-OPTIONS]",
            description: """
                Without columns it shows user, pid, ppid, pcpu, etime, tty, time and args. Known are \
                \(ProcessColumn.allCases.map(\.rawValue).joined(separator: ", ")) and the AIX codes of ps(1) such as %C. What \
                begins with a dash, or is no column, goes to the host's ps(1), which then shows the container's processes.
                """,
            examples: ["apus top web", "apus top web pid user args hpid", "apus top web -eo pid,comm"],
            operands: .any.thenCommand, completes: [.runningContainers],
            options: [
                .flag("latest", short: "l", "The container made last") { $0.latest = $1 },
                .flag("list-descriptors", "List the known columns", hidden: true) { $0.listDescriptors = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                if call.options.listDescriptors {
                    for column in ProcessColumn.allCases { Console.print(column.rawValue) }
                    return 0
                }
                var operands = call.operands
                let engine = try call.globals.engine()
                var selection = ContainerSelection()
                selection.latest = call.options.latest
                if !selection.latest, operands.isEmpty {
                    throw EngineError(.invalid, "you must provide the name or id of a running container")
                }
                let word = selection.latest ? try selection.words([], engine)[0] : operands.removeFirst()
                let container = try find(word, engine)
                let words = operands.flatMap { $0.split { $0 == "," || $0 == " " }.map(String.init) }
                let columns = words.compactMap { ProcessColumn(word: $0) }
                let all = try engine.processes(container)
                if columns.count < words.count {
                    return try HostProcessList.show(operands, of: all.processes.map(\.pid))
                }
                Console.write(text(all, columns.isEmpty ? ProcessColumn.standard : columns), to: 1)
                return 0
            }
        }
    }

    private static func find(_ word: String, _ engine: Engine) throws(EngineError) -> ContainerDirectory {
        do throws(EngineError) { return try engine.find(word) } catch {
            guard error.code == .notFound else { throw error }
            throw EngineError(.notFound, "unable to look up requested container: \(error.message)")
        }
    }

    static func text(_ all: ContainerProcesses, _ columns: [ProcessColumn]) -> String {
        var rows = [columns.map(\.heading)]
        for process in all.processes { rows.append(columns.map { $0.text(process, of: all) }) }
        return TableLayout.podman.render(rows)
    }
}
