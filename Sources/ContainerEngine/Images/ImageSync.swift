internal import Linux
internal import OCISpecification
public import RegistryAccess

/// Many images that are to be copied, found out before any is.
public struct SyncPlan: Sendable {
    /// One copy.
    public struct Step: Sendable {
        public var source: ImagePlace
        public var destination: ImagePlace
        /// How the source is spoken to, where a file says it.
        public var options: RegistryOptions?
    }
    public var steps: [Step] = []
    /// What could not be looked up, where that ends nothing.
    public var failures: [EngineError] = []

    /// What is at the other end.
    public enum Kind: String, Sendable, CaseIterable { case docker, dir, yaml }
}

extension Engine {
    /// The copies that `sync` makes: of a repository all tags, of an image one, of a directory every image below it, of a file in
    /// YAML what stands in it.
    ///
    /// - Parameters:
    ///   - scoped: the whole name or path of a source goes below the destination, not its last part only.
    ///   - suffix: put after each tag.
    ///   - keepsGoing: what cannot be looked up is told in the plan.
    public func syncPlan(
        from source: String, _ sourceKind: SyncPlan.Kind, to destination: String, _ destinationKind: SyncPlan.Kind, scoped: Bool,
        suffix: String, keepsGoing: Bool = false, options: RegistryOptions
    ) throws(EngineError) -> SyncPlan {
        var plan = SyncPlan()
        var found: [SyncedImage]
        switch sourceKind {
        case .docker: found = try remoteImages(source, options).map { SyncedImage(place: .registry($0), name: $0.description) }
        case .dir: found = try localImages(source, scoped: scoped)
        case .yaml:
            found = []
            for entry in try SyncFile.read(source) {
                let own = entry.options(options)
                do throws(EngineError) {
                    for reference in try images(of: entry, own) {
                        found.append(SyncedImage(place: .registry(reference), name: reference.description, options: own))
                    }
                } catch {
                    guard keepsGoing else { throw error }
                    plan.failures.append(error)
                }
            }
        }
        guard !found.isEmpty || !plan.failures.isEmpty else { throw EngineError(.notFound, "sync: there is no image in \(source)") }
        for image in found {
            let name = scoped || sourceKind == .dir ? image.name : Self.lastPart(of: image.name)
            let target = Self.joined(destination, name + suffix)
            var place = ImagePlace.directory(path: target)
            if destinationKind == .docker {
                do throws(RegistryError) { place = try ImagePlace(parsing: "docker://\(target)") } catch {
                    throw EngineError(.invalid, "sync: \(target) cannot be the name of an image: \(error.cause)")
                }
            }
            plan.steps.append(SyncPlan.Step(source: image.place, destination: place, options: image.options))
        }
        return plan
    }

    private struct SyncedImage {
        var place: ImagePlace
        var name: String
        var options: RegistryOptions?
    }

    private static func lastPart(of name: String) -> String {
        name.lastIndex(of: "/").map { String(name[name.index(after: $0)...]) } ?? name
    }

    /// What an entry of a file names.
    private func images(of entry: SyncFile.Entry, _ options: RegistryOptions) throws(EngineError) -> [ImageReference] {
        let name = "\(entry.registry)/\(entry.repository)"
        switch entry.selection {
        case .all: return try remoteImages(name, options)
        case .some(let words):
            return try words.map { (word) throws(EngineError) in
                let text = Digest(word) == nil ? "\(name):\(word)" : "\(name)@\(word)"
                do throws(ImageReferenceError) { return try ImageReference(parsing: text) } catch {
                    throw EngineError(.invalid, "sync: \(text) cannot be the name of an image: \(error)")
                }
            }
        case .like(let pattern):
            return try remoteImages(name, options).filter { pattern.matches($0.tag ?? "") }
        case .within(let range):
            return try remoteImages(name, options).filter { SemanticVersion($0.tag ?? "").map { range.contains($0) } ?? false }
        }
    }

    /// All tags of a repository, or the one image that is named.
    private func remoteImages(_ text: String, _ options: RegistryOptions) throws(EngineError) -> [ImageReference] {
        let place = try Self.place("docker://\(text)")
        guard case .registry(let reference) = place else { return [] }
        let last = text.utf8.split(separator: 0x2f).last ?? ""[...].utf8
        if last.contains(0x3a) || last.contains(0x40) { return [reference] }
        return try tags(of: place, options: options).map { (tag) throws(EngineError) in
            do throws(ImageReferenceError) { return try reference.with(tag: tag) } catch {
                throw EngineError(.system, "sync: the registry of \(text) names a tag that cannot be one")
            }
        }
    }

    /// Directories with the files of an image, however deep.
    private func localImages(_ root: String, scoped: Bool) throws(EngineError) -> [SyncedImage] {
        var found: [SyncedImage] = []
        var waiting = [""]
        do throws(SystemCallError) {
            while let below = waiting.popLast() {
                let path = Self.joined(root, below)
                let entries = try open(path, [.readOnly, .directory]).entries()
                if entries.contains(where: { $0.name.display == "manifest.json" }) {
                    var name = below.isEmpty ? root : below
                    if below.isEmpty || !scoped { name = name.split(separator: "/").last.map(String.init) ?? name }
                    found.append(SyncedImage(place: .directory(path: path), name: name))
                    continue
                }
                for entry in entries {
                    let name = entry.name.display
                    let next = below.isEmpty ? name : "\(below)/\(name)"
                    if try status(of: "\(path)/\(name)", followingLinks: false).kind == .directory { waiting.append(next) }
                }
            }
        } catch { throw EngineError("sync: reading \(root)", error) }
        return found.sorted { $0.name < $1.name }
    }

    private static func joined(_ first: String, _ second: String) -> String {
        if second.isEmpty { return first }
        var first = first[...]
        while first.count > 1, first.hasSuffix("/") { first = first.dropLast() }
        return first.isEmpty ? second : "\(first)/\(second)"
    }
}
