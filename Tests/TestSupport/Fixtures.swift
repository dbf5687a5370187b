internal import Linux

/// Images and archives made by `scripts/make-fixtures`, once for all tests.
package enum Fixtures {
    package static let repository: String = {
        // this file is Tests/TestSupport/Fixtures.swift
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    package static let directory: String = environmentVariable("APUS_FIXTURES") ?? "/var/tmp/apus-fixtures"

    package static var busybox: String { made("busybox") + "/busybox.tar" }
    package static var busyboxOCI: String { made("busybox") + "/busybox-oci.tar" }
    package static var app: String { made("busybox") + "/app.tar" }
    package static var hostile: String { made("hostile") + "/hostile" }
    package static var debian: String { made("debian") + "/debian.tar" }
    package static var debianImage: String { made("debian") + "/debian-image.tar" }

    /// The runtime specification; nil where it cannot be fetched, as without a mirror that has sources.
    package static let specification: String? = {
        let made = try? runCommand(
            "/usr/bin/env", ["bash", "\(repository)/scripts/make-fixtures", "specification"],
            environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "APUS_FIXTURES=\(directory)"], seconds: 120)
        return made?.code == 0 ? "\(directory)/specification" : nil
    }()

    private static let busyboxMade = make("busybox")
    private static let hostileMade = make("hostile")
    private static let debianMade = make("debian")

    private static func made(_ kind: String) -> String {
        switch kind {
        case "busybox": busyboxMade
        case "hostile": hostileMade
        default: debianMade
        }
    }

    private static func make(_ kind: String) -> String {
        do {
            let made = try runCommand(
                "/usr/bin/env", ["bash", "\(repository)/scripts/make-fixtures", kind],
                environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "APUS_FIXTURES=\(directory)"], seconds: 600)
            if made.code != 0 { fatalError("the \(kind) fixtures could not be made: \(made.report)") }
        } catch { fatalError("the \(kind) fixtures could not be made: \(error)") }
        return directory
    }
}
