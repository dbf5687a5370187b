internal import Linux
internal import OCISpecification

/// What a path of the distribution specification stands for.
enum RegistryRoute: Hashable, Sendable {
    case root
    case catalog
    case tags(RepositoryName)
    case manifest(RepositoryName, ManifestReference)
    case blob(RepositoryName, Digest)
    case uploads(RepositoryName)
    case upload(RepositoryName, id: String)
    case referrers(RepositoryName, Digest)

    /// A name may have components such as `blobs`: what a path means is read from its end.
    /// - Parameter isWritten: whether something is to be put there: then a name that can never be is an error of its own. Who only asks
    ///   learns that nothing is there.
    /// - Returns: nil for what is no path of the specification.
    static func parse(_ segments: [String], isWritten: Bool = true) throws(RegistryServingError) -> RegistryRoute? {
        var parts = segments[...]
        guard parts.popFirst() == "v2" else { return nil }
        if parts.isEmpty || parts.elementsEqual([""]) { return .root }
        if parts.elementsEqual(["_catalog"]) { return .catalog }
        let isOpenEnded = parts.last == ""
        if isOpenEnded { parts.removeLast() }
        guard parts.count >= 3, let last = parts.popLast(), let kind = parts.popLast() else { return nil }
        func name(_ parts: ArraySlice<String>) throws(RegistryServingError) -> RepositoryName {
            try RepositoryName(parsing: String(joining: Array(parts), by: "/"))
        }
        switch (kind, last) {
        case ("blobs", "uploads"): return .uploads(try name(parts))
        case _ where isOpenEnded: return nil
        case ("tags", "list"): return .tags(try name(parts))
        case ("manifests", _):
            let repository = try name(parts)
            do throws(RegistryServingError) { return .manifest(repository, try ManifestReference(parsing: last)) } catch {
                guard error.code == .manifestInvalid, !isWritten else { throw error }
                throw RegistryServingError(.manifestUnknown, error.message, detail: error.detail)
            }
        case ("blobs", _): return .blob(try name(parts), try parseDigest(last))
        case ("referrers", _): return .referrers(try name(parts), try parseDigest(last))
        case ("uploads", _) where parts.last == "blobs" && parts.count >= 2:
            return .upload(try name(parts.dropLast()), id: last)
        default: return nil
        }
    }
}
