internal import Linux
internal import OCISpecification

// What killed processes leave beside manifests and tags.

extension FolderGarbageCollection {
    /// Drops unfinished files of a repository, and referrers whose manifest never came or is gone. The repository is held.
    func dropLeftovers(_ repository: RepositoryName) throws(RegistryServingError) {
        for directory in [layout.manifests(repository), layout.tags(repository)] {
            for name in try list(directory) where name.hasPrefix(".") { try dropTemporary("\(directory)/\(name)") }
        }
        let referrers = "\(layout.repository(repository))/_referrers"
        for subject in try list(referrers) {
            let directory = "\(referrers)/\(subject)"
            for name in try list(directory) {
                if name.hasPrefix(".") {
                    try dropTemporary("\(directory)/\(name)")
                } else if Digest(name) != nil, (try? exists("\(layout.manifests(repository))/\(name)")) == false {
                    try? removeFile("\(directory)/\(name)")
                }
            }
            // One that still has entries stays.
            try? removeDirectory(directory)
        }
    }

    private func list(_ directory: String) throws(RegistryServingError) -> [String] {
        try keeping("listing", directory) { () throws(SystemCallError) in try names(in: directory) }
    }
}
