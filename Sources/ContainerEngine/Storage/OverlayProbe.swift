internal import Linux

/// Tries out whether overlayfs works with its layers in a directory.
struct OverlayProbe {
    let directory: String
    let rootless: Bool

    /// Why it does not, in words; nil where it does.
    func refusal() throws(EngineError) -> String? {
        let place = "\(directory)/probe.\(CurrentProcess.identifier)"
        defer { _ = try? removeTree(place) }  // what is left lies in the trash
        do throws(SystemCallError) {
            try makeDirectories("\(place)/lower/hidden", mode: 0o755)
            for name in ["upper", "work"] { try makeDirectory("\(place)/\(name)", mode: 0o755) }
            _ = try open("\(place)/lower/hidden/file", [.writeOnly, .create], mode: 0o644)
            _ = try open("\(place)/lower/file", [.writeOnly, .create], mode: 0o644)
        } catch { throw EngineError("trying out whether overlayfs works in \(directory)", error) }
        do throws(EngineError) {
            let root = DetachedRoot(
                lowers: ["\(place)/lower"], upper: "\(place)/upper", work: "\(place)/work", usesUserAttributes: rootless)
            let mounted = try root.mounted(as: "a test")
            do throws(SystemCallError) {
                // What a whiteout device, an opaque directory and the kinds of entries in a listing are needed for.
                try removeFile("file", at: mounted.number)
                try removeTree("hidden", at: mounted.number)
                try makeDirectory("hidden", mode: 0o755, at: mounted.number)
                let left = try names(in: ".", at: mounted.number)
                let inside = try names(in: "hidden", at: mounted.number)
                return left == ["hidden"] && inside.isEmpty ? nil : "deleted files are still shown"
            } catch { return "\(error)" }
        } catch { return error.message }
    }

    /// fuse-overlayfs, where it and its device are there.
    static func mountProgram() -> String? {
        // Without the device it cannot mount anything.
        guard (try? open("/dev/fuse", .readWrite)) != nil else { return nil }
        for directory in (environmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin").parts(between: ":") {
            let path = "\(directory)/fuse-overlayfs"
            if (try? isExecutable(path)) == true { return path }
        }
        return nil
    }

    private static func isExecutable(_ path: String) throws(SystemCallError) -> Bool {
        let status = try status(of: path)
        return status.kind == .file && status.permissions & 0o111 != 0
    }
}
