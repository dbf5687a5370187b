internal import Linux

/// Fills a new tmpfs with what the image has at its place (`tmpcopyup`).
enum CopyUp {
    /// Copies everything below `source` into `target`, with modes, owners and symlinks. Sockets, fifos and devices of
    /// an image are not copied: nothing can be listening there.
    static func copy(from source: borrowing Descriptor, to target: borrowing Descriptor) throws(SystemCallError) {
        let status = try source.status()
        try setOwner(".", user: status.user, group: status.group, at: target.number)
        try setPermissions(".", status.permissions, at: target.number)
        let listing = try open(".", [.readOnly, .directory], at: source.number)
        for entry in try listing.entries() {
            let name = entry.name
            let status = try Linux.status(of: name, at: listing.number, followingLinks: false)
            switch status.kind {
            case .directory:
                try makeDirectory(name, mode: 0o700, at: target.number)
                try copy(
                    from: open(name, [.readOnly, .directory, .noFollow], at: listing.number),
                    to: open(name, [.readOnly, .directory, .noFollow], at: target.number))
            case .symlink:
                try makeSymlink(name, to: readSymlink(name, at: listing.number), at: target.number)
                try setOwner(name, user: status.user, group: status.group, at: target.number)
            case .file:
                let from = try open(name, [.readOnly, .noFollow], at: listing.number)
                let to = try open(name, [.writeOnly, .create, .exclusive, .noFollow], mode: 0o600, at: target.number)
                while true {
                    let block = try from.read(upTo: 65536)
                    if block.isEmpty { break }
                    try to.write(block)
                }
                try setOwner(name, user: status.user, group: status.group, at: target.number)
                try to.setPermissions(status.permissions)
            case .fifo, .socket, .characterDevice, .blockDevice, .unknown: continue
            }
        }
    }
}
