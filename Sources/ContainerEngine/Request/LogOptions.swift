internal import ContainerState
internal import OCISpecification

/// `--log-driver` and `--log-opt`.
enum LogOptions {
    static func plan(_ request: ContainerRequest, container: ContainerDirectory) throws(EngineError) -> LogPlan {
        let name = request.logDriver ?? "k8s-file"
        guard let driver = LogPlan.Driver(rawValue: name) else {
            let known = "json-file, k8s-file, none, passthrough"
            if ["journald", "syslog", "local", "fluentd", "gelf", "awslogs", "splunk", "etwlogs", "gcplogs"].contains(name) {
                throw EngineError(.unsupported, "the log driver \(name) is not there yet: use one of \(known)")
            }
            throw EngineError(.invalid, "invalid log driver \"\(name)\": it is one of \(known)")
        }
        if driver == .passthrough, request.terminal {
            throw EngineError(.invalid, "the passthrough log driver gives the container the streams of this command: it goes without -t")
        }
        var plan = LogPlan(driver: driver, path: container.log)
        for (key, value) in request.logOptions.sorted(by: { $0.key < $1.key }) {
            switch key {
            case "max-size":
                do throws(ByteSizeError) { plan.maxSize = try ByteSize(parsing: value).bytes } catch {
                    throw EngineError(.invalid, "invalid max-size \"\(value)\" in --log-opt: \(error)")
                }
                if plan.maxFiles < 1 { plan.maxFiles = 1 }
            case "max-file":
                guard let files = Int(value), files >= 1, files <= 1000 else {
                    throw EngineError(.invalid, "invalid max-file \"\(value)\" in --log-opt: it is a number from 1")
                }
                plan.maxFiles = files
            case "path":
                guard value.hasPrefix("/") else { throw EngineError(.invalid, "the path in --log-opt has to be absolute: \(value)") }
                plan.path = value
            case "tag", "labels", "env", "mode", "compress":
                throw EngineError(.unsupported, "--log-opt \(key) is not there yet")
            default: throw EngineError(.invalid, "unknown log option \"\(key)\": known are max-size, max-file and path")
            }
        }
        return plan
    }
}
