internal import CommandLineGrammar
internal import ContainerRuntime
internal import JSONText

enum ProcessesVerb {
    struct Options: Sendable { var format = "table" }

    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER [PS-OPTIONS]",
            description: "Lists the processes in a container by ps(1) of the host, with -ef unless other options follow.",
            examples: ["apus-runtime ps web", "apus-runtime ps web -o pid,comm", "apus-runtime ps --format json web"],
            operands: OperandRule.atLeast(1).thenCommand,
            options: [
                .value(
                    "format", short: "f", "FORMAT", "table or json", default: "table",
                    completes: .values(["table", "json"])
                ) { (options, text) throws(UsageError) in
                    guard text == "table" || text == "json" else {
                        throw UsageError.invalidValue("it has to be table or json")
                    }
                    options.format = text
                }
            ], initial: Options()
        ) { (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                let record = try call.globals.directory(call.operands[0]).read()
                let processes = try RecordedGroups.processes(record.cgroupPath)
                if call.options.format == "json" {
                    StandardOutput.write(JSONValue.array(processes.map { .integer(Int64($0)) }).text + "\n")
                    return 0
                }
                let wanted = Array(call.operands.dropFirst())
                StandardOutput.write(try ProcessTable.rows(of: processes, options: wanted.isEmpty ? ["-ef"] : wanted))
                return 0
            }
        }
    }
}
