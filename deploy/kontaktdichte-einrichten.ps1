# Richtet die Aufgabe „Kontaktdichte“ der Windows-Aufgabenplanung aus kontaktdichte.xml ein.
# In einer PowerShell mit Administratorrechten: .\kontaktdichte-einrichten.ps1 -Konto 'HAUS\svc-kontaktdichte'
[CmdletBinding()]
param(
    # Das Konto, unter dem der Lauf arbeitet; es braucht das Recht „Anmelden als Stapelverarbeitungsauftrag“.
    [Parameter(Mandatory)] [string] $Konto,
    # Der Ordner von Warehouse und Archiv: nur für dieses Konto und für Administratoren.
    [string] $Privat = 'D:\Kontaktdichte\privat',
    [string] $Aufgabe = 'Kontaktdichte',
    [string] $Vorlage = (Join-Path $PSScriptRoot 'kontaktdichte.xml')
)
$ErrorActionPreference = 'Stop'

# Die Rechte zuerst: Was später im Ordner entsteht, erbt sie. S-1-5-32-544 sind die Administratoren, in jeder Sprache.
New-Item -ItemType Directory -Force -Path $Privat | Out-Null
icacls $Privat /inheritance:r /grant:r "${Konto}:(OI)(CI)M" '*S-1-5-32-544:(OI)(CI)F' | Out-Null
if ($LASTEXITCODE -ne 0) { throw "Die Rechte von $Privat lassen sich nicht setzen." }

$anmeldung = Get-Credential -UserName $Konto -Message 'Kennwort des Kontos, unter dem der Lauf arbeitet'
$xml = Get-Content -Raw -Encoding UTF8 -Path $Vorlage
Register-ScheduledTask -TaskName $Aufgabe -Xml $xml -User $Konto -Password $anmeldung.GetNetworkCredential().Password -Force | Out-Null

Write-Output "Eingerichtet. Probe: Start-ScheduledTask -TaskName '$Aufgabe'; danach Get-ScheduledTaskInfo -TaskName '$Aufgabe'."
