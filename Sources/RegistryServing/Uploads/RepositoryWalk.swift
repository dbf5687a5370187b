internal import Linux

/// Finds repositories by the directories that they have.
enum RepositoryWalk {
    /// Visits each repository that has a directory of this name in it; what is below names that begin with `_` or `.` is no repository.
    static func each(
        _ part: String, below root: String, _ body: (RepositoryName, String) throws(RegistryServingError) -> Void
    ) throws(RegistryServingError) {
        var waiting = [""]
        while let path = waiting.popLast() {
            let directory = path.isEmpty ? root : "\(root)/\(path)"
            let entries = try keeping("listing", directory) { () throws(SystemCallError) in
                do throws(SystemCallError) { return try open(directory, [.readOnly, .directory]).entries() } catch {
                    if error.errno == .noEntry { return [] }
                    throw error
                }
            }
            for entry in entries where entry.kind == .directory || entry.kind == .unknown {
                let name = entry.name.display
                if name == part, !path.isEmpty {
                    guard let repository = try? RepositoryName(parsing: path) else { continue }
                    try body(repository, "\(directory)/\(name)")
                } else if name.utf8.first != 0x5f, name.utf8.first != 0x2e {
                    waiting.append(path.isEmpty ? name : "\(path)/\(name)")
                }
            }
        }
    }
}
