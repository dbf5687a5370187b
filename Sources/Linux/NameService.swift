internal import CLinux

/// Pins the sources that the C library asks for host names to the files and DNS, and for users and groups to the files.
///
/// `/etc/nsswitch.conf` may name plugins. A static executable would have to load them, with another C library below them:
/// at best they fail, at worst they crash. To be called before the first look-up, and never where there is none.
public func pinNameService() {
    // It fails only for names of databases and sources that the library does not know.
    _ = unsafe apus_nss_configure("hosts", "files dns")
    _ = unsafe apus_nss_configure("passwd", "files")
    _ = unsafe apus_nss_configure("group", "files")
}
