import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// The rooms of the design, lowest row first: a target may import only rows below its own.
let rows: [[String]] = [
    ["CCrypt", "CEntry", "CLinux", "CZlib", "CZstd", "JSONText"],
    ["Linux", "OCISpecification", "YAMLText"],
    ["Archives", "Seccomp", "Netlink"],
    ["ControlGroups", "ContainerNetworking", "ContainerState", "ImageStorage", "ImageTrust"],
    ["ContainerRuntime", "RegistryAccess", "RegistryServing"],
    ["ContainerMonitor", "ContainerEngine"],
    ["CommandLineGrammar", "GoTemplate"],
    ["CommandLineInterface", "RuntimeCommandLine"],
    ["apus", "apus-runtime"],
]

/// Frameworks of others, and the one target that may name each.
let frameworks: [String: Set<String>] = [
    // One side of the wire each.
    "NIOCore": ["RegistryAccess", "RegistryServing"], "NIOHTTP1": ["RegistryAccess", "RegistryServing"],
    "NIOSSL": ["RegistryAccess", "RegistryServing"], "NIOPosix": ["RegistryAccess", "RegistryServing"],
    "AsyncHTTPClient": ["RegistryAccess"], "Crypto": ["ImageStorage", "ImageTrust"], "CryptoExtras": ["ImageTrust"],
    "X509": ["ImageTrust"], "SwiftASN1": ["ImageTrust"], "FoundationEssentials": ["ImageTrust"],
    "CCrypt": ["RegistryServing"],
    "CZlib": ["Archives"], "CZstd": ["Archives"], "CLinux": ["Linux"],
    // Threads of Archives, logarithms of ControlGroups
    "Glibc": ["Linux", "Archives", "ControlGroups"],
]

/// What `apus-runtime` links must never start a second thread: none of these, anywhere below it.
let singleThreaded: Set<String> = [
    "JSONText", "Linux", "OCISpecification", "Seccomp", "Netlink", "ControlGroups", "ContainerNetworking",
    "ContainerState", "ContainerRuntime", "ContainerMonitor", "CommandLineGrammar", "RuntimeCommandLine", "apus-runtime",
]
let threaded: Set<String> = ["Foundation", "FoundationEssentials", "Dispatch", "_Concurrency", "Synchronization"]

struct SourceFile {
    let target: String
    let path: String
    let lines: [String]
    var imports: [String] {
        lines.compactMap { line in
            var words = line.split(separator: " ").map(String.init)[...]
            while let first = words.first, ["internal", "public", "private", "@preconcurrency", "@testable"].contains(first) {
                words = words.dropFirst()
            }
            guard words.first == "import", words.count >= 2 else { return nil }
            if ["struct", "enum", "class", "func"].contains(words[words.startIndex + 1]), words.count > 2 {
                return words[words.startIndex + 2].split(separator: ".").first.map(String.init)
            }
            return words[words.startIndex + 1]
        }
    }
}

func sourceFiles() throws -> [SourceFile] {
    let here = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let sources = "/\(here)/Sources"
    var found: [SourceFile] = []
    func walk(_ path: String, _ target: String?) {
        guard let directory = unsafe opendir(path) else { return }
        defer { unsafe closedir(directory) }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if name.hasPrefix(".") { continue }
            if unsafe entry.pointee.d_type == 4 {
                walk("\(path)/\(name)", target ?? name)
            } else if name.hasSuffix(".swift"), let target, let file = unsafe fopen("\(path)/\(name)", "r") {
                defer { unsafe fclose(file) }
                var text: [UInt8] = []
                var buffer = [UInt8](repeating: 0, count: 65536)
                while true {
                    let count = unsafe fread(&buffer, 1, buffer.count, file)
                    if count == 0 { break }
                    text += buffer[..<count]
                }
                let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
                found.append(SourceFile(target: target, path: "\(path)/\(name)", lines: lines.map(String.init)))
            }
        }
    }
    walk(sources, nil)
    return found
}

@Suite struct RowTests {
    @Test func `a target imports only rows below its own`() throws {
        var row: [String: Int] = [:]
        for (number, names) in rows.enumerated() { for name in names { row[name] = number } }
        let files = try sourceFiles()
        #expect(files.count > 50)
        for file in files {
            let own = try #require(row[file.target], "\(file.target) is in no row of the design")
            for name in file.imports {
                guard let other = row[name] else { continue }
                #expect(other < own, "\(file.path) imports \(name), which is not below \(file.target)")
            }
        }
    }

    @Test func `a framework is named in one target`() throws {
        for file in try sourceFiles() {
            for name in file.imports {
                if name == "Foundation" { Issue.record("\(file.path) imports Foundation") }
                if let allowed = frameworks[name] {
                    #expect(allowed.contains(file.target), "\(file.path) imports \(name)")
                }
            }
        }
    }

    @Test func `nothing that the runtime links can start a thread`() throws {
        for file in try sourceFiles() where singleThreaded.contains(file.target) {
            for name in file.imports {
                #expect(!threaded.contains(name), "\(file.path) imports \(name)")
            }
        }
    }

    @Test func `what targets offer each other is public`() throws {
        for file in try sourceFiles() {
            for line in file.lines {
                let words = line.split(separator: " ")
                #expect(words.first != "package", "\(file.path): \(line) (Documentation/Decisions/0013)")
            }
        }
    }

    @Test func `no file is longer than five hundred lines and none is a drawer for everything`() throws {
        for file in try sourceFiles() {
            #expect(file.lines.count <= 500, "\(file.path) has \(file.lines.count) lines")
            let name = file.path.split(separator: "/").last.map(String.init) ?? ""
            // "Credential helper" is the field's own word for docker-credential-*.
            for word in ["Util", name == "CredentialHelper.swift" ? "Util" : "Helper", "Manager", "Common", "Extensions"] {
                #expect(!name.contains(word), "\(file.path)")
            }
        }
    }
}
