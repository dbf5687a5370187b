internal import CommandLineGrammar
internal import ContainerRuntime
internal import JSONText
internal import OCISpecification

enum StateVerb {
    static func verb() -> Verb<RuntimeOptions> {
        Verb(usage: "CONTAINER", description: "Prints the state of a container as JSON.", operands: .exactly(1)) {
            (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                let directory = try call.globals.directory(call.operands[0])
                let record = try directory.read()
                let status = try directory.status(record)
                do throws(JSONError) {
                    StandardOutput.write(
                        try JSON.text(ContainerReport(record, status).value, pretty: true) + "\n")
                } catch {
                    throw RuntimeError(.refused, doing: "print the state", subject: record.id, cause: "\(error)")
                }
                return 0
            }
        }
    }
}

/// What `state` and `list` tell of a container: the specification's state and what runc and crun add.
struct ContainerReport {
    let record: RuntimeRecord
    let status: RuntimeStatus

    init(_ record: RuntimeRecord, _ status: RuntimeStatus) {
        self.record = record
        self.status = status
    }

    var pid: Int32 { status == .stopped ? 0 : record.pid }

    var value: JSONValue {
        var object: JSONObject = [
            "ociVersion": "1.2.1",
            "id": JSONValue(record.id),
            "pid": .integer(Int64(pid)),
            "status": JSONValue(status.rawValue),
            "bundle": JSONValue(record.bundle),
            "rootfs": JSONValue(record.rootfs),
            "created": JSONValue(record.created),
        ]
        if !record.annotations.isEmpty {
            object["annotations"] = .object(
                JSONObject(record.annotations.sorted { $0.key < $1.key }.map { ($0.key, JSONValue($0.value)) }))
        }
        object["owner"] = JSONValue(record.owner == "0" ? "root" : record.owner)
        return .object(object)
    }
}
