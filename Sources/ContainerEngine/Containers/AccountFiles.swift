internal import ContainerState
internal import Linux
internal import OCISpecification

/// The image's `/etc/passwd` and `/etc/group` with entries for a user and a group that it does not know, so that programs
/// find a name for the number they run as. Bound over the image's: the container's own files stay as they are.
struct AccountFiles {
    let request: ContainerRequest
    let user: UserResolution
    let home: String
    let files: LayeredFiles
    let container: ContainerDirectory

    /// Writes what is needed into the container's directory. An image that has no such file gets none.
    func write() throws(EngineError) -> [Mount] {
        var mounts: [Mount] = []
        let name = user.name.isEmpty ? String(user.user) : user.name
        if user.name.isEmpty {
            let entry = request.passwordEntry ?? "\(name):*:\(user.user):\(user.group):container user:\(home):/bin/sh"
            try add(entry, to: "/etc/passwd", in: container.passwd, &mounts)
        }
        if try !UserResolution.isKnown(group: user.group, files: files) {
            let entry = request.groupEntry ?? "\(user.group):x:\(user.group):\(user.user)"
            try add(entry, to: "/etc/group", in: container.group, &mounts)
        }
        return mounts
    }

    private func add(_ entry: String, to path: String, in copy: String, _ mounts: inout [Mount]) throws(EngineError) {
        guard var bytes = try files.contents(of: path) else { return }
        if let last = bytes.last, last != 10 { bytes.append(10) }
        bytes += Array(filled(entry).utf8) + [10]
        try system("writing \(copy)") { () throws(SystemCallError) in
            try open(copy, [.writeOnly, .create, .truncate], mode: 0o644).write(bytes)
        }
        var options = ["bind", "rprivate"]
        if request.readOnly { options.append("ro") }
        mounts.append(Mount(destination: path, type: "bind", source: copy, options: options))
    }

    /// `--passwd-entry` and `--group-entry` may leave values to us.
    private func filled(_ entry: String) -> String {
        let values = [
            "USERNAME": String(user.user), "UID": String(user.user), "GID": String(user.group),
            "NAME": "container user", "HOME": home,
        ]
        var result = ""
        var rest = entry[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            let word = rest.prefix { $0.isASCII && $0.isLetter }
            if let value = values[String(word)] {
                result += value
                rest = rest[word.endIndex...]
            } else {
                result += "$"
            }
        }
        return String((result + rest).filter { $0 != "\n" && $0 != "\r" })
    }
}
