internal import Linux
internal import OCISpecification
public import RegistryAccess

/// Many images that are to be copied, found out before any is.
public struct SyncPlan: Sendable {
    /// One copy.
    public struct Step: Sendable {
        public var source: ImagePlace
        public var destination: ImagePlace
    }
    public var steps: [Step] = []

    /// What is at the other end.
    public enum Kind: String, Sendable, CaseIterable { case docker, dir, yaml }
}

extension Engine {
    /// The copies that `sync` makes: of a repository all tags, of an image one, of a directory every image below it.
    ///
    /// - Parameters:
    ///   - scoped: the whole name or path of a source goes below the destination, not its last part only.
    ///   - suffix: put after each tag.
    public func syncPlan(
        from source: String, _ sourceKind: SyncPlan.Kind, to destination: String, _ destinationKind: SyncPlan.Kind, scoped: Bool,
        suffix: String, options: RegistryOptions
    ) throws(EngineError) -> SyncPlan {
        guard sourceKind != .yaml else {
            throw EngineError(.unsupported, "sync --src yaml is not there yet in this version of apus: name the images one by one")
        }
        let found =
            sourceKind == .docker ? try remoteImages(source, scoped: scoped, options) : try localImages(source, scoped: scoped)
        guard !found.isEmpty else { throw EngineError(.notFound, "sync: there is no image in \(source)") }
        var plan = SyncPlan()
        for (place, name) in found {
            let target = Self.joined(destination, name + suffix)
            switch destinationKind {
            case .docker:
                do throws(RegistryError) {
                    plan.steps.append(SyncPlan.Step(source: place, destination: try ImagePlace(parsing: "docker://\(target)")))
                } catch { throw EngineError(.invalid, "sync: \(target) cannot be the name of an image: \(error.cause)") }
            default: plan.steps.append(SyncPlan.Step(source: place, destination: .directory(path: target)))
            }
        }
        return plan
    }

    private func remoteImages(
        _ text: String, scoped: Bool, _ options: RegistryOptions
    ) throws(EngineError) -> [(ImagePlace, String)] {
        let place = try Self.place("docker://\(text)")
        guard case .registry(let reference) = place else { return [] }
        let last = text.utf8.split(separator: 0x2f).last ?? ""[...].utf8
        var references = [reference]
        if !last.contains(0x3a), !last.contains(0x40) {
            references = try tags(of: place, options: options).map { (tag) throws(EngineError) in
                do throws(ImageReferenceError) { return try reference.with(tag: tag) } catch {
                    throw EngineError(.system, "sync: the registry of \(text) names a tag that cannot be one")
                }
            }
        }
        return references.map { reference in
            let whole = reference.description
            let short = whole.lastIndex(of: "/").map { String(whole[whole.index(after: $0)...]) } ?? whole
            return (.registry(reference), scoped ? whole : short)
        }
    }

    /// Directories with the files of an image, however deep.
    private func localImages(_ root: String, scoped: Bool) throws(EngineError) -> [(ImagePlace, String)] {
        var found: [(ImagePlace, String)] = []
        var waiting = [""]
        do throws(SystemCallError) {
            while let below = waiting.popLast() {
                let path = Self.joined(root, below)
                let entries = try open(path, [.readOnly, .directory]).entries()
                if entries.contains(where: { $0.name.display == "manifest.json" }) {
                    var name = below.isEmpty ? root : below
                    if below.isEmpty || !scoped { name = name.split(separator: "/").last.map(String.init) ?? name }
                    found.append((.directory(path: path), name))
                    continue
                }
                for entry in entries {
                    let name = entry.name.display
                    let next = below.isEmpty ? name : "\(below)/\(name)"
                    if try status(of: "\(path)/\(name)", followingLinks: false).kind == .directory { waiting.append(next) }
                }
            }
        } catch { throw EngineError("sync: reading \(root)", error) }
        return found.sorted { $0.1 < $1.1 }
    }

    private static func joined(_ first: String, _ second: String) -> String {
        if second.isEmpty { return first }
        var first = first[...]
        while first.count > 1, first.hasSuffix("/") { first = first.dropLast() }
        return first.isEmpty ? second : "\(first)/\(second)"
    }
}
