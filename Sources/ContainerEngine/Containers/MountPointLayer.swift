internal import ContainerState
internal import Linux

/// The lowest layer of a container: empty files on which its `/etc/hosts`, `/etc/resolv.conf` and `/etc/hostname` are bound.
///
/// Where an image has none, each start would copy `/etc` into the container's upper directory and make them there, and
/// `rm` would take them away again: four of two dozen inodes. One directory for all containers is made once.
struct MountPointLayer {
    let locations: StateLocations

    private static let files = ["hosts", "resolv.conf", "hostname"]
    private var path: String { "\(locations.root)/mountpoints" }

    /// Its directory, made when it is missing.
    func directory() throws(EngineError) -> String {
        try system("making \(path)") { () throws(SystemCallError) in
            if try exists(path) { return }
            let draft = "\(locations.trash)/mountpoints.\(CurrentProcess.identifier)"
            try makeDirectories("\(draft)/etc", mode: 0o755)
            for name in Self.files { _ = try open("\(draft)/etc/\(name)", [.writeOnly, .create], mode: 0o644) }
            do throws(SystemCallError) { try Linux.rename(draft, to: path, mode: .refusing) } catch {
                // Another first command was quicker.
                try removeTree(draft)
                if error.errno != .exists { throw error }
            }
        }
        return path
    }
}
