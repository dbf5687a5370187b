import Linux

/// Tools of others that images are compared with, where they are installed.
enum ImageTools {
    static let hasUmoci = ["umoci", "setfattr", "setfacl"].allSatisfy { isThere("/usr/bin/\($0)") }
    static let hasSchemas = ["lib/python3/dist-packages/jsonschema", "share/gocode/src/github.com/opencontainers/image-spec/schema"]
        .allSatisfy { isThere("/usr/\($0)") }

    // What cannot be looked at is as good as not there.
    private static func isThere(_ path: String) -> Bool { (try? exists(path)) == true }
}
