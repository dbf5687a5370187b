public import ContainerState
internal import Linux

/// Where the state of the caller lies when no option says otherwise.
public enum DefaultLocations {
    public static func find(root: String?, runRoot: String?) throws(EngineError) -> StateLocations {
        let user = RootlessCaller.unsharedUser ?? Credentials.effectiveUser
        if user == 0 {
            return StateLocations(root: root ?? "/var/lib/apus", runRoot: runRoot ?? "/run/apus")
        }
        let data: String
        if let root {
            data = root
        } else if let home = environmentVariable("XDG_DATA_HOME"), home.hasPrefix("/") {
            data = home + "/apus"
        } else if let home = environmentVariable("HOME"), home.hasPrefix("/") {
            data = home + "/.local/share/apus"
        } else {
            throw EngineError(
                .invalid,
                "neither HOME nor XDG_DATA_HOME is set: say with --root where images and containers are to lie")
        }
        let run: String
        if let runRoot {
            run = runRoot
        } else if let directory = environmentVariable("XDG_RUNTIME_DIR"), directory.hasPrefix("/") {
            run = directory + "/apus"
        } else {
            run = "/tmp/apus-run-\(user)"
            try checkOwned(run, Credentials.effectiveUser)
        }
        return StateLocations(root: data, runRoot: run)
    }

    /// A directory below `/tmp` may have been put there by somebody else.
    private static func checkOwned(_ path: String, _ user: UInt32) throws(EngineError) {
        do throws(SystemCallError) {
            try makeDirectories(path, mode: 0o700)
            let found = try status(of: path, followingLinks: false)
            guard found.kind == .directory, found.user == user, found.permissions & 0o077 == 0 else {
                throw SystemCallError(call: "check", subject: path, errno: .perm)
            }
        } catch {
            throw EngineError(
                .system,
                "\(path) cannot be used for the state of running containers: \(error). Log in so that XDG_RUNTIME_DIR is "
                    + "set, or give --runroot")
        }
    }
}
