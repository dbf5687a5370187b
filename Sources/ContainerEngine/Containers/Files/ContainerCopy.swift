internal import ContainerState
internal import Linux
internal import OCISpecification

/// One end of a copy.
public enum CopyEnd: Equatable, Sendable {
    case container(String, path: String)
    case host(String)
    /// A tar archive on standard input or output.
    case stream

    /// Reads `[CONTAINER:]PATH`, or `-`. What begins with a slash or a dot is a path of the host, colons or not.
    public static func parse(_ text: String) throws(EngineError) -> CopyEnd {
        if text == "-" { return .stream }
        guard !text.hasPrefix("/"), !text.hasPrefix("."), let colon = text.firstIndex(of: ":") else {
            guard !text.isEmpty else {
                throw EngineError(.invalid, "you must specify paths: an empty one names nothing")
            }
            return .host(text)
        }
        let name = String(text[..<colon])
        let path = String(text[text.index(after: colon)...])
        guard !name.isEmpty, !path.isEmpty else {
            throw EngineError(.invalid, "invalid argument \"\(text)\": you must specify paths, as in CONTAINER:/PATH")
        }
        return .container(name, path: path)
    }
}

/// How `cp` copies.
public struct CopyOptions: Sendable {
    /// Files that come into a container belong to its user; otherwise they keep the ids they have.
    public var changesOwner = true
    /// A directory may take the place of a file, and the other way round.
    public var overwrites = false
    /// Where relative paths of the host start.
    public var directory: String

    public init(directory: String) { self.directory = directory }
}

extension Engine {
    /// Copies files into, out of or between containers, with the rules of `docker cp` for names.
    public func copy(from: CopyEnd, to: CopyEnd, options: CopyOptions) throws(EngineError) {
        switch (from, to) {
        case (.host, .host), (.stream, .host), (.host, .stream), (.stream, .stream):
            throw EngineError(.invalid, "one of source and destination must be in a container: CONTAINER:PATH")
        default: break
        }
        try ContainerCopy(engine: self, options: options).run(from: from, to: to)
    }
}

/// One run of `cp`.
struct ContainerCopy {
    let engine: Engine
    let options: CopyOptions

    /// One end, opened.
    struct Side {
        /// Nil: the host.
        let files: ContainerFiles?
        let tree: FileTree
        /// Absolute.
        let path: String
        /// As the user wrote it.
        let text: String
        let place: String

        /// The path says that it is a directory.
        var wantsDirectory: Bool {
            text.hasSuffix("/") || text.hasSuffix("/.") || text.hasSuffix("/..") || text == "." || text == ".."
        }
        /// What is in the directory, not itself.
        var wantsContents: Bool { text.hasSuffix("/.") || text == "." || MountRequest.clean(path) == "/" }
        /// The last part of the path.
        var base: ByteName { ByteName(String(MountRequest.clean(path).split(separator: "/").last ?? "")) }

        func missing() -> EngineError {
            EngineError(.notFound, "\"\(text)\" could not be found on \(place): no such file or directory")
        }

        func resolve() throws(EngineError) -> FilePlace? {
            let found = try tree.resolve(path)
            if let found, wantsDirectory, let status = found.status, status.kind != .directory {
                throw EngineError(.invalid, "\"\(text)\" on \(place) is not a directory")
            }
            return found
        }
    }

    func run(from: CopyEnd, to: CopyEnd) throws(EngineError) {
        let target = try containerFiles(to, writable: true)
        // One container, both ends: its root can be mounted for us only once.
        var source: ContainerFiles?
        if case .container(let word, _) = from {
            let container = try find(word)
            source =
                container == target?.container
                ? target : try ContainerFiles.open(container, engine: engine, writable: false)
        }
        if case .stream = from, let target, let side = try side(to, target) {
            return try target.making { () throws(EngineError) in
                try CopyStreams(options: options).read(into: side, target)
            }
        }
        guard let fromSide = try side(from, source) else { return }
        guard let found = try fromSide.resolve(), found.status != nil else { throw fromSide.missing() }
        guard let toSide = try side(to, target) else {
            return try CopyStreams(options: options).write(found, fromSide)
        }
        guard let target else { return try copy(found, fromSide, to: toSide) }
        try target.making { () throws(EngineError) in try copy(found, fromSide, to: toSide) }
    }

    private func find(_ word: String) throws(EngineError) -> ContainerDirectory {
        do throws(EngineError) { return try engine.find(word) } catch {
            if error.code == .notFound { throw EngineError(.notFound, "container \"\(word)\" does not exist") }
            throw error
        }
    }

    private func containerFiles(_ end: CopyEnd, writable: Bool) throws(EngineError) -> ContainerFiles? {
        guard case .container(let word, _) = end else { return nil }
        return try ContainerFiles.open(try find(word), engine: engine, writable: writable)
    }

    private func side(_ end: CopyEnd, _ files: ContainerFiles?) throws(EngineError) -> Side? {
        switch end {
        case .stream: return nil
        case .container(let word, let path):
            guard let files else { return nil }
            let absolute = path.hasPrefix("/") ? path : "/" + path
            return Side(files: files, tree: files.tree, path: absolute, text: path, place: "container \(word)")
        case .host(let path):
            let root = try system("opening the host's root directory") { () throws(SystemCallError) in
                TreeDirectory(try open("/", [.path, .directory]))
            }
            let absolute = path.hasPrefix("/") ? path : options.directory + "/" + path
            return Side(files: nil, tree: FileTree(root: root), path: absolute, text: path, place: "the host")
        }
    }

    private func copy(_ source: FilePlace, _ from: Side, to: Side) throws(EngineError) {
        guard let target = try to.resolve() else { throw to.missing() }
        var copy = TreeCopy(rules(source, from, to: target, to))
        if target.isDirectory {
            let directory = try opened(target, to)
            if source.isDirectory, from.wantsContents {
                return try copy.copyContents(of: try opened(source, from), into: directory)
            }
            try refuseCopyIntoItself(source, target, from, to)
            return try copy.copy(source.name, in: source.parent, to: from.base, in: directory)
        }
        if let kind = target.status?.kind {
            guard kind == .file || kind == .symlink || kind == .directory else {
                throw EngineError(
                    .invalid,
                    "\"\(to.text)\" on \(to.place) is a device, pipe or socket, which a copy would replace: name a file, or write "
                        + "the archive to it with `apus cp CONTAINER:PATH - > FILE`")
            }
            if source.isDirectory, !options.overwrites {
                throw EngineError(.invalid, "destination must be a directory when copying a directory")
            }
        } else if to.wantsDirectory, !source.isDirectory {
            throw to.missing()
        }
        try refuseCopyIntoItself(source, target, from, to)
        try copy.copy(source.name, in: source.parent, to: target.name, in: target.parent)
    }

    private func opened(_ place: FilePlace, _ side: Side) throws(EngineError) -> TreeDirectory {
        try system("opening \(side.text) on \(side.place)") { () throws(SystemCallError) in try place.openDirectory() }
    }

    private func refuseCopyIntoItself(
        _ source: FilePlace, _ target: FilePlace, _ from: Side, _ to: Side
    ) throws(EngineError) {
        guard from.files === to.files, source.isDirectory else { return }
        let (outer, inner) = (source.path, target.path)
        if inner == outer || inner.hasPrefix(outer == "/" ? "/" : outer + "/") {
            throw EngineError(.invalid, "cannot copy the directory \(outer) into itself, \(inner)")
        }
    }

    private func rules(_ source: FilePlace, _ from: Side, to target: FilePlace, _ to: Side) -> TreeCopyRules {
        let owners: TreeCopyRules.Owners
        if let files = to.files {
            let ids = files.ids(at: target)
            if options.changesOwner {
                let owner = files.owner(at: target)
                owners = .all(user: owner.user, group: owner.group)
            } else if let sourceIDs = from.files?.ids(at: source) {
                owners = .each { user, group in
                    let inside = sourceIDs.inside(user: user, group: group)
                    return ids.outside(user: inside.user, group: inside.group)
                }
            } else {
                owners = .each { user, group in ids.outside(user: user, group: group) }
            }
        } else {
            owners = .all(user: Credentials.effectiveUser, group: Credentials.effectiveGroup)
        }
        return TreeCopyRules(owners: owners, replacesKinds: options.overwrites, skipsDevices: to.files == nil)
    }
}
