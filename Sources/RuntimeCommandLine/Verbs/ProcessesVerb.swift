internal import CommandLineGrammar
internal import ContainerRuntime
internal import JSONText

enum ProcessesVerb {
    struct Options: Sendable { var format = "table" }

    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER", description: "Lists the numbers of the processes in a container.",
            operands: .exactly(1),
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
                } else {
                    StandardOutput.write("PID\n" + processes.map { "\($0)\n" }.joined())
                }
                return 0
            }
        }
    }
}
