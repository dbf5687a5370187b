internal import CommandLineGrammar
internal import ContainerEngine
internal import ContainerState
internal import Linux

/// From options and operands to a container: the part that `create` and `run` share.
enum CreateRequest {
    /// Puts together what the options, the files they name and the operands say.
    static func complete(_ options: CreateOptions, _ operands: [String]) throws(EngineError) -> ContainerRequest {
        var request = options.request
        let directory = try Console.currentDirectory()
        for index in request.mounts.indices where request.mounts[index].kind == .bind {
            if !request.mounts[index].source.hasPrefix("/") || request.mounts[index].source.hasPrefix("/./") {
                request.mounts[index].source = MountRequest.clean(directory + "/" + request.mounts[index].source)
            }
        }
        if request.rootFileSystem != nil {
            request.rootFileSystem = MountRequest.clean(
                operands[0].hasPrefix("/") ? operands[0] : directory + "/" + operands[0])
        } else {
            request.image = operands[0]
        }
        request.arguments = Array(operands.dropFirst())
        request.createCommand = CommandLine.arguments
        let usesCaller = !options.environmentFiles.isEmpty || !request.environment.isEmpty
        let caller = usesCaller ? callerEnvironment() : [:]
        var entries: [String] = []
        for file in options.environmentFiles { entries += try EnvironmentList.file(file, caller: caller) }
        for text in request.environment {
            if text.hasSuffix("*"), !text.contains("=") {
                let prefix = text.dropLast()
                for (name, value) in caller.sorted(by: { $0.key < $1.key }) where name.hasPrefix(prefix) {
                    entries.append("\(name)=\(value)")
                }
            } else if let entry = EnvironmentList.resolve(text, caller: caller) {
                entries.append(entry)
            }
        }
        request.environment = EnvironmentList.merge([entries])
        for file in options.labelFiles { try addLabels(file, to: &request) }
        if let platform = try platform(options) { request.platform = platform }
        if let network = options.networks.first {
            guard options.networks.allSatisfy({ $0 == network }) else {
                throw EngineError(
                    .unsupported, "--network is given more than once: several networks for one container are not there yet")
            }
            try network.apply(to: &request)
        }
        if request.replaces, request.name == nil {
            throw EngineError(.invalid, "cannot replace container without --name being set: it says which one")
        }
        return request
    }

    private static func callerEnvironment() -> [String: String] {
        var variables: [String: String] = [:]
        for entry in currentEnvironment() {
            guard let equals = entry.utf8.firstIndex(of: UInt8(ascii: "=")) else { continue }
            variables[String(entry[..<equals])] = String(entry[entry.utf8.index(after: equals)...])
        }
        return variables
    }

    private static func addLabels(_ file: String, to request: inout ContainerRequest) throws(EngineError) {
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(file, limit: 16 << 20) } catch {
            throw EngineError("reading the label file \(file)", error)
        }
        for line in bytes.split(separator: 10) {
            let text = String(decoding: line, as: UTF8.self).drop { $0 == " " || $0 == "\t" }
            if text.isEmpty || text.hasPrefix("#") { continue }
            let key = String(text.prefix { $0 != "=" })
            // The command line's own labels come over those of files.
            if request.labels[key] == nil { request.labels[key] = String(text.dropFirst(key.count + 1)) }
        }
    }

    private static func platform(_ options: CreateOptions) throws(EngineError) -> String? {
        guard options.architecture != nil || options.operatingSystem != nil || options.variant != nil else {
            return nil
        }
        guard options.request.platform == nil else {
            throw EngineError(
                .invalid, "--platform option can not be specified with --arch, --os or --variant: it says all of them")
        }
        let parts = [
            options.operatingSystem ?? "linux", options.architecture ?? HostPlatform.architecture, options.variant,
        ]
        return parts.compactMap { $0 }.joined(separator: "/")
    }

    /// Makes the container, pulling its image as `--pull` says, and writes `--cidfile`.
    static func create(
        _ request: ContainerRequest, _ registry: RegistryFlags, _ engine: Engine
    ) throws(EngineError) -> ContainerDirectory {
        if let path = request.cidFile, (try? exists(path)) == true {
            throw EngineError(
                .conflict,
                "container ID file \(path) already exists: a container may be using it. Remove the file or choose another"
            )
        }
        let image = request.rootFileSystem == nil ? try ImageResolution.resolve(request, registry, engine) : nil
        var request = request
        request.requires = try request.requires.map { (word) throws(EngineError) in try engine.find(word).id }
        let container = try engine.create(request, image: image)
        if engine.ignoresLimits, request.resources.asksForLimits {
            Console.complain(
                "Warning: resource limits are not supported and ignored: an ordinary user has no control groups of version 1 to keep them"
            )
        }
        if let path = request.cidFile {
            do throws(SystemCallError) {
                try open(path, [.writeOnly, .create, .exclusive], mode: 0o644).write(container.id)
            } catch {
                _ = try? engine.remove(container, force: true, volumes: true)  // the file is the error to report
                throw EngineError("writing the id to \(path)", error)
            }
        }
        return container
    }
}
