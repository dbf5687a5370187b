internal import ContainerEngine
internal import ContainerState
internal import Linux

/// The `--filter` of `ps` and `container prune`, with everything it refers to looked up.
struct ContainerFilters {
    private let engine: Engine
    private let checks: [(ListedContainer) throws(EngineError) -> Bool]
    /// As in docker and podman: who filters by state means all containers, not only the running ones.
    let meansAll: Bool

    init(_ words: FilterWords, _ engine: Engine) throws(EngineError) {
        self.engine = engine
        meansAll = words.values["status"] != nil
        var checks: [(ListedContainer) throws(EngineError) -> Bool] = []
        for key in words.keys { checks.append(try Self.check(key, words.values[key] ?? [], engine)) }
        self.checks = checks
    }

    func matches(_ container: ListedContainer) throws(EngineError) -> Bool {
        for check in checks where try !check(container) { return false }
        return true
    }

    private typealias Check = (ListedContainer) throws(EngineError) -> Bool

    private static func check(_ key: String, _ values: [String], _ engine: Engine) throws(EngineError) -> Check {
        func record(_ listed: ListedContainer) throws(EngineError) -> ContainerRecord? {
            do throws(EngineError) { return try engine.record(engine.locations.container(listed.summary.id)) } catch {
                if error.code == .notFound { return nil }  // it was removed meanwhile
                throw error
            }
        }
        switch key {
        case "id":
            return { (listed) throws(EngineError) in
                values.contains {
                    listed.summary.id.hasPrefix($0) || NamePattern($0)?.matches(listed.summary.id) == true
                }
            }
        case "name":
            let patterns = try values.map { (text) throws(EngineError) -> NamePattern in
                guard let pattern = NamePattern(text) else {
                    throw EngineError(.invalid, "invalid regular expression \"\(text)\" in the filter name")
                }
                return pattern
            }
            // docker's names start with a slash, and expressions may be written for that.
            return { (listed) throws(EngineError) in
                patterns.contains { $0.matches(listed.summary.name) || $0.matches("/" + listed.summary.name) }
            }
        case "status":
            let states = try values.map { (text) throws(EngineError) in try state(text) }
            return { (listed) throws(EngineError) in states.contains(listed.state) }
        case "label":
            return { (listed) throws(EngineError) in
                FilterWords.labels(try record(listed)?.labels ?? [:], match: values)
            }
        case "label!":
            return { (listed) throws(EngineError) in
                !FilterWords.labels(try record(listed)?.labels ?? [:], match: values)
            }
        case "exited":
            let codes = try values.map { (text) throws(EngineError) -> Int32 in
                guard let code = Int32(text) else {
                    throw EngineError(.invalid, "exited code \"\(text)\" is not a number")
                }
                return code
            }
            return { (listed) throws(EngineError) in
                guard case .exited(let exit) = listed.liveness, let code = exit?.code else { return false }
                return codes.contains(code)
            }
        case "ancestor": return { (listed) throws(EngineError) in values.contains { isOf(listed.summary, image: $0) } }
        case "before", "since":
            let moments = try values.map { (word) throws(EngineError) in
                try engine.record(try engine.find(word)).created
            }
            return { (listed) throws(EngineError) in
                moments.contains { key == "before" ? listed.summary.created < $0 : listed.summary.created > $0 }
            }
        case "until":
            let moments = try values.map { (text) throws(EngineError) in try FilterWords.moment(text) }
            return { (listed) throws(EngineError) in moments.contains { listed.summary.created < $0 } }
        case "volume":
            return { (listed) throws(EngineError) in
                (try record(listed)?.mounts ?? []).contains { mount in
                    values.contains { $0 == mount.name || $0 == mount.source || $0 == mount.destination }
                }
            }
        case "network":
            return { (listed) throws(EngineError) in
                // One that was removed meanwhile has none.
                let plan = try? engine.plan(engine.locations.container(listed.summary.id)).network
                return values.contains { $0 == plan?.mode.rawValue || $0 == plan?.bridge?.name }
            }
        case "restart-policy":
            return { (listed) throws(EngineError) in
                let policy = try record(listed)?.request.restart.prefix { $0 != ":" } ?? ""
                return values.contains { $0 == policy }
            }
        case "expose":
            return { (listed) throws(EngineError) in
                let ports = try record(listed)?.exposedPorts ?? []
                return values.contains { value in
                    ports.contains { $0 == value || $0 == value + "/tcp" || $0 + "/tcp" == value }
                }
            }
        case "command":
            return { (listed) throws(EngineError) in
                let word = try record(listed).map { ($0.entrypoint + $0.command).first ?? "" } ?? ""
                return values.contains { NamePattern($0)?.matches(word) == true }
            }
        case "health":
            for value in values where !["starting", "healthy", "unhealthy", "none"].contains(value) {
                throw EngineError(
                    .invalid, "invalid health \"\(value)\": it is one of starting, healthy, unhealthy, none")
            }
            // No container has a health check yet.
            return { (_) throws(EngineError) in values.contains("none") }
        case "pod", "publish":
            throw EngineError(
                .unsupported,
                "the filter \(key) is not there yet: there are no \(key == "pod" ? "pods" : "published ports")")
        default: throw FilterWords.unknown(key)
        }
    }

    private static func state(_ text: String) throws(EngineError) -> String {
        switch text {
        case "created", "running", "paused", "exited", "restarting", "removing", "dead": return text
        case "configured", "initialized": return "created"
        case "stopped": return "exited"
        case "stopping", "unknown": return text
        default: throw EngineError(.invalid, "unknown container state: \(text): invalid argument")
        }
    }

    /// By the image's id, or its name with or without registry, repository path and tag.
    static func isOf(_ summary: ContainerSummary, image text: String) -> Bool {
        let digits = text.hasPrefix("sha256:") ? text.dropFirst(7) : text[...]
        if digits.utf8.count >= 2, summary.imageID.hasPrefix(digits) { return true }
        let name = summary.image
        let withTag = { (name: String) in
            let last = name.split(separator: "/").last ?? ""
            return last.contains(":") || last.contains("@") ? name : name + ":latest"
        }
        let (wanted, own) = (withTag(text), withTag(name))
        if own == wanted || own.hasSuffix("/" + wanted) { return true }
        // Without a tag, an image of any tag.
        guard wanted != text else { return false }
        let bare = own.lastIndex(of: ":").map { String(own[..<$0]) } ?? own
        return bare == text || bare.hasSuffix("/" + text)
    }
}
