internal import JSONText
public import OCISpecification

/// One build instruction that changes how an image is run, as `--change` of `commit` and `import` takes it.
public struct ConfigurationChange: Hashable, Sendable {
    public let instruction: String
    public let arguments: String

    /// Reads such as `CMD ["/bin/sh"]` or `ENV A=b`; the instruction and its arguments may be joined by `=` too, as
    /// podman allows.
    public init(parsing text: String) throws(ImageStoreError) {
        let line = text.drop { $0 == " " || $0 == "\t" }
        let end = line.firstIndex { $0 == " " || $0 == "\t" || $0 == "=" } ?? line.endIndex
        instruction = line[..<end].uppercased()
        var rest = end == line.endIndex ? line[end...] : line[line.index(after: end)...]
        rest = rest.drop { $0 == " " || $0 == "\t" }
        while let last = rest.last, last == " " || last == "\t" || last == "\n" { rest.removeLast() }
        arguments = String(rest)
        guard Self.known.contains(instruction) else {
            throw invalid("\(instruction) is not one of \(Self.known.joined(separator: ", "))")
        }
        if arguments.isEmpty, instruction != "CMD", instruction != "ENTRYPOINT" {
            throw invalid("\(instruction) needs an argument")
        }
    }

    private static let known = [
        "CMD", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "ONBUILD", "SHELL", "STOPSIGNAL", "USER",
        "VOLUME", "WORKDIR",
    ]

    public func apply(to config: inout ContainerDefaults) throws(ImageStoreError) {
        switch instruction {
        case "CMD": config.Cmd = command(config)
        // As podman, and other than in a build: what CMD says stays.
        case "ENTRYPOINT": config.Entrypoint = command(config)
        case "ENV": for (key, value) in try pairs() { set(key, value, in: &config) }
        case "EXPOSE":
            for word in InstructionWords.split(arguments) {
                let port = word.contains("/") ? word.lowercased() : "\(word)/tcp"
                guard Self.isPort(port) else { throw invalid("\(word) is not a port") }
                config.ExposedPorts = (config.ExposedPorts ?? [:]).merging([port: EmptyObject()]) { $1 }
            }
        case "HEALTHCHECK": config.Healthcheck = try healthcheck(config)
        case "LABEL":
            for (key, value) in try pairs() { config.Labels = (config.Labels ?? [:]).merging([key: value]) { $1 } }
        case "ONBUILD": config.OnBuild = (config.OnBuild ?? []) + [arguments]
        case "SHELL":
            guard let list = list, !list.isEmpty else {
                throw invalid("SHELL needs a list such as [\"/bin/sh\", \"-c\"]")
            }
            config.Shell = list
        case "STOPSIGNAL": config.StopSignal = arguments
        case "USER": config.User = arguments
        case "VOLUME":
            for path in list ?? InstructionWords.split(arguments) where !path.isEmpty {
                config.Volumes = (config.Volumes ?? [:]).merging([path: EmptyObject()]) { $1 }
            }
        default:  // WORKDIR
            let base = arguments.hasPrefix("/") ? "" : config.WorkingDir ?? "/"
            config.WorkingDir = "/" + (ArchivePath.clean(arguments.utf8, relativeTo: base) ?? "")
        }
    }

    /// The arguments as a JSON list of strings, or nil when they are not one.
    private var list: [String]? {
        guard arguments.hasPrefix("[") else { return nil }
        // What is no list is taken for a line of the shell, as docker does.
        return (try? JSONValue(parsing: arguments))?.stringsValue
    }

    private func command(_ config: ContainerDefaults) -> [String]? {
        if let list { return list }
        return arguments.isEmpty ? nil : (config.Shell ?? ["/bin/sh", "-c"]) + [arguments]
    }

    private func pairs() throws(ImageStoreError) -> [(String, String)] {
        guard let pairs = InstructionWords.pairs(arguments) else { throw invalid("\(instruction) needs KEY=VALUE") }
        return pairs
    }

    private func set(_ key: String, _ value: String, in config: inout ContainerDefaults) {
        var environment = config.Env ?? []
        let line = "\(key)=\(value)"
        if let place = environment.firstIndex(where: { $0.hasPrefix("\(key)=") }) {
            environment[place] = line
        } else {
            environment.append(line)
        }
        config.Env = environment
    }

    private func healthcheck(_ config: ContainerDefaults) throws(ImageStoreError) -> HealthConfiguration {
        var check = HealthConfiguration()
        var rest = arguments[...]
        while rest.hasPrefix("--") {
            let end = rest.firstIndex { $0 == " " || $0 == "\t" } ?? rest.endIndex
            let option = rest[rest.index(rest.startIndex, offsetBy: 2)..<end]
            let parts = option.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { throw invalid("--\(option) needs a value") }
            try set(String(parts[0]), String(parts[1]), in: &check)
            rest = rest[end...].drop { $0 == " " || $0 == "\t" }
        }
        let end = rest.firstIndex { $0 == " " || $0 == "\t" } ?? rest.endIndex
        let words = rest[end...].drop { $0 == " " || $0 == "\t" }
        switch rest[..<end].uppercased() {
        case "NONE": check.Test = ["NONE"]
        case "CMD":
            guard !words.isEmpty else { throw invalid("HEALTHCHECK CMD needs a command") }
            if words.hasPrefix("["), let list = (try? JSONValue(parsing: String(words)))?.stringsValue {
                check.Test = ["CMD"] + list
            } else {
                check.Test = ["CMD-SHELL", String(words)]
            }
        default: throw invalid("HEALTHCHECK is NONE or [options] CMD command")
        }
        return check
    }

    private func set(_ option: String, _ value: String, in check: inout HealthConfiguration) throws(ImageStoreError) {
        if option == "retries" {
            guard let number = Int(value), number >= 0 else { throw invalid("--retries=\(value) is not a count") }
            return check.Retries = number
        }
        let time: Int64
        do throws(GoDurationError) { time = try GoDuration(parsing: value).nanoseconds } catch {
            throw invalid("--\(option)=\(value): \(error)")
        }
        switch option {
        case "interval": check.Interval = time
        case "timeout": check.Timeout = time
        case "start-period": check.StartPeriod = time
        case "start-interval": check.StartInterval = time
        default: throw invalid("--\(option) is not an option of HEALTHCHECK")
        }
    }

    /// `80/tcp` or `8000-8010/udp`.
    private static func isPort(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, ["tcp", "udp", "sctp"].contains(parts[1]) else { return false }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        return (1...2).contains(ends.count) && ends.allSatisfy { UInt16($0).map { $0 > 0 } ?? false }
    }

    private func invalid(_ cause: String) -> ImageStoreError {
        ImageStoreError(.invalid, "reading the change", "\(instruction) \(arguments)", cause: cause)
    }
}
