internal import ContainerState
internal import Linux
internal import OCISpecification

/// Where `image scp` takes an image from or to: `[USER@]HOST::[IMAGE]`, `[USER@]localhost::[IMAGE]`, or an image of this store.
public struct HandoverEnd: Sendable, Hashable {
    public enum Place: Sendable, Hashable {
        /// This store.
        case here
        /// The store of another user of this machine.
        case user(String)
        /// What `ssh` takes, with a port where one was given.
        case host(String, port: String?)
    }
    public var place: Place
    public var image: String

    public init(parsing text: String) throws(EngineError) {
        guard let colons = text.firstRange(of: "::") else {
            place = .here
            image = text
            return
        }
        image = String(text[colons.upperBound...])
        var host = String(text[..<colons.lowerBound])
        var port: String?
        if host.hasPrefix("ssh://") {
            host = String(host.dropFirst(6))
            if let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") {
                port = String(host[host.index(after: colon)...])
                host = String(host[..<colon])
            }
        }
        // What begins with a dash would be an option of ssh.
        guard !host.isEmpty, !host.hasPrefix("-"), host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x27 }),
            port.map({ Int($0) != nil }) ?? true
        else { throw EngineError(.invalid, "\"\(text)\" names no host: give [USER@]HOST::[IMAGE]") }
        let parts = host.split(separator: "@", maxSplits: 1).map(String.init)
        if parts.last == "localhost" {
            place = parts.count == 2 ? .user(parts[0]) : .here
        } else {
            place = .host(host, port: port)
        }
    }
}

extension Engine {
    /// Copies an image between stores of users and machines: what one saves, the other loads.
    /// - Parameter format: of the archive on the way; nil for what the giver writes unasked.
    public func handOver(
        from source: HandoverEnd, to destination: HandoverEnd, format: SaveFormat? = nil
    ) throws(EngineError) {
        guard !source.image.isEmpty, ImageReference(source.image) != nil || source.image.utf8.allSatisfy({ $0 > 0x2f && $0 < 0x7b }) else {
            throw EngineError(.invalid, "\"\(source.image)\" is no name of an image to copy")
        }
        guard destination.image.isEmpty else {
            throw EngineError(
                .unsupported, "an image keeps its name on the way: leave out \"\(destination.image)\", and tag it where it arrives")
        }
        guard source.place != destination.place else {
            throw EngineError(.invalid, "source and destination are the same store: name another one, such as host:: or user@localhost::")
        }
        if case .here = source.place { _ = try findImage(source.image) }
        let words = format.map { ["--format", $0.rawValue] } ?? []
        // docker's save knows no formats.
        let savers = format == nil ? "apus podman docker" : "apus podman"
        let save = try program(
            source.place, ["save", "-q"] + words + [source.image],
            remote: (["save"] + words + [source.image]).joined(separator: " "), engines: savers)
        let load = try program(destination.place, ["load", "-q"], remote: "load", engines: "apus podman docker")
        let (saved, loaded) = try system("copying the image \(source.image)") { () throws(SystemCallError) in
            let pipe = try Pipe()
            let environment = currentEnvironment()
            let giver = try spawnProgram(
                save[0], arguments: save, environment: environment,
                places: [
                    DescriptorPlace(from: nil, to: 0), DescriptorPlace(from: pipe.writeEnd.number, to: 1), DescriptorPlace(from: 2, to: 2),
                ])
            let taker = try spawnProgram(
                load[0], arguments: load, environment: environment,
                places: [
                    DescriptorPlace(from: pipe.readEnd.number, to: 0), DescriptorPlace(from: 1, to: 1), DescriptorPlace(from: 2, to: 2),
                ])
            // Ours are closed, so that each sees the other's end.
            pipe.takeApart { _, _ in }
            let saved = try waitForChild(.process(giver))?.end.code ?? -1
            return (saved, try waitForChild(.process(taker))?.end.code ?? -1)
        }
        guard saved == 0, loaded == 0 else {
            // 141: the other side ended first.
            let what = saved != 0 && saved != 141 ? "saving it ended with the code \(saved)" : "loading it ended with the code \(loaded)"
            throw EngineError(
                .system, "copying the image \(source.image): \(what), see above; nothing was named at the destination")
        }
    }

    /// The words of one side.
    private func program(_ place: HandoverEnd.Place, _ words: [String], remote: String, engines: String) throws(EngineError) -> [String] {
        let own = try system("finding where apus lies") { () throws(SystemCallError) in try readSymlink("/proc/self/exe").display }
        switch place {
        case .here: return [own, "--root", locations.root, "--runroot", locations.runRoot] + words
        case .user(let user):
            guard Credentials.effectiveUser == 0, !host.rootless else {
                throw EngineError(.invalid, "the images of the user \(user) can be reached by root only")
            }
            // A login: HOME says where the user's store lies.
            return ["/usr/sbin/runuser", "-l", user, "-c", "exec '\(own)' \(remote)"]
        case .host(let host, let port):
            let script =
                "for engine in \(engines); do command -v $engine > /dev/null && exec $engine \(remote); done; "
                + "echo none of \(engines) is there >&2; exit 127"
            return ["/usr/bin/ssh"] + (port.map { ["-p", $0] } ?? []) + ["--", host, script]
        }
    }
}
